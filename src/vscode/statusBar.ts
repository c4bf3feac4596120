import * as vscode from 'vscode';
import { addCosts } from '../core/agent/cost.ts';
