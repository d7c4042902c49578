/** Tells a person who waits what is being done. */
export type Say = (line: string) => void;

/** On the error stream: the last line of the other one is the result. */
export const say: Say = (line) => {
	process.stderr.write(`${line}\n`);
};
