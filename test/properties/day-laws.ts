import type { DayRun } from './day';
import {
	bijection,
	convergence,
	nothingForgotten,
	nothingInvented,
	nothingTouched,
	nothingUnseen,
	ownWords,
	parentsFirst,
	quiescence,
} from './judgements';
import type { Judgement } from './law';

/** What holds after any day that has come to rest, whoever the two systems are. */
export const DAY_LAWS = {
	S1: 'once people stop, the sync stops writing',
	S2: 'both sides end alike, as far as each can hold it',
	S3: 'every record ends with exactly one counterpart: nothing doubled, nothing missing',
	S4: 'what one side edited stays on that side to the letter',
	I2: 'a field that one side edited is never written on that side',
	I4: 'a field that both sides edited ends as something that a person wrote',
	I8: 'no write runs over a value that its writer has not read',
	I12: 'every overwritten value can be read in the audit',
	I14: 'no record is written before its parent, and none loses it',
} as const;

/** The judgement of each; S1 comes last, since it lets the sync run on. */
export const DAY_JUDGEMENTS: Readonly<Record<keyof typeof DAY_LAWS, Judgement<DayRun>>> = {
	S3: ({ people }) => bijection(people),
	S2: async ({ people }) => await convergence(people),
	S4: ({ people }) => ownWords(people),
	I2: ({ people }) => nothingTouched(people),
	I4: ({ people }) => nothingInvented(people),
	I8: ({ people }) => nothingUnseen(people),
	I12: async ({ people }) => await nothingForgotten(people),
	I14: ({ people }) => parentsFirst(people),
	S1: async ({ people }) => await quiescence(people),
};
