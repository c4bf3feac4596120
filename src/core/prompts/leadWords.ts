/** What models read of the tools that lead other agents. */

export const spawnWords = {
  description:
    'Starts a child agent on one task and returns its agent_id at once; it works in parallel with you. It knows only the task text. Its report arrives through wait, or as a message if you do not wait.',
  task: 'Goal, boundaries, and the file under output/ to write',
  label: 'A few words that name the child for people',
  profile: 'Name of a kind of child, which brings its instructions, tools and limits',
  model:
    'provider/model of a provider this run uses; default: the profile’s, or the run’s model for children',
  tools: 'Names of the tools it may use; default: all of yours',
} as const;

export const batchWords = {
  description:
    'Starts the same task for each of many items, as many children at a time as there are slots, and returns a batch_id at once. Results go to one JSONL file, a line for each item; wait takes the batch_id and returns counts, the failures and the file’s path.',
  items: 'The items. Give these or items_file',
  itemsFile: 'A file in the workspace with the items: one a line, CSV with a header, or a JSON array',
  task: 'The task of each child; {{item}} stands for its whole item, also where a column or key of it is named item, and {{column}} for any other column or key',
  label: 'A few words that name the batch for people',
  batchSize: 'Items for each child; default 1',
} as const;

export const waitDescription =
  'Waits for children and batches you started and returns their reports in the order of the ids. Mode "all" waits for every one, "any" for the next. With timeout_seconds it returns what is there by then. Those under still_working go on and report later. With cancel_rest they are cancelled instead, and report that.';

export const listAgentsDescription =
  'Lists your children and batches: what each does now, how far it says it is, its turns, tokens and cost so far, and the files it has delivered.';

export const cancelAgentDescription =
  'Stops one of your children, or a batch. What was delivered stays, and its report arrives as usual.';

export const progressWords = {
  description:
    'Tells people and the agent that leads you how far you are, in one line. Use it when a longer task passes a milestone, not after every step. Who else works on what stands in output/PROGRESS.md.',
  note: 'What is done or under way now, in a few words',
  percent: 'How much of the task is done, 0 to 100',
} as const;
