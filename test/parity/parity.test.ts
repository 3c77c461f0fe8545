import { runTopics } from './run-topics.ts';
import { chosenSubjects } from './subjects.ts';

// All that are chosen, by hand: `npm run test:parity` runs the files of each runtime beside each other.
runTopics(chosenSubjects);
