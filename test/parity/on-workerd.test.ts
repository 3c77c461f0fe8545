import { runTopics } from './run-topics.ts';

runTopics(['workerd', 'workerd-fetch']);
