/** An agent by its id, which is its alone, and by its label, which people and other agents know it by. */
export interface AgentName {
  readonly agentId: string;
  readonly label: string;
}
