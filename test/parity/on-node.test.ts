import { runTopics } from './run-topics.ts';

runTopics(['node']);
