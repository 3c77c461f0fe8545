import { writeFileSync } from 'node:fs';
import { reference } from '../shared/config/reference.ts';

// Writes docs/reference.md from the schema.
writeFileSync(new URL('../docs/reference.md', import.meta.url), reference());
