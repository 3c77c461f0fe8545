import { readFileSync, writeFileSync } from 'node:fs';
import { withTable } from './evaluation.ts';

// Writes how often the detector of prompt injections is right into docs/guardrails.md.
const page = new URL('../../docs/guardrails.md', import.meta.url);
writeFileSync(page, withTable(readFileSync(page, 'utf8')));
