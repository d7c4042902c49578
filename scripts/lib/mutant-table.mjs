// How the outcome of `npm run test:mutants` is shown.

/** One line about one mutant. */
export function verdict({ killers, runs }) {
	if (killers.length === 0) return `ALIVE after ${runs.toLocaleString('en')} runs of every law`;
	return `killed by ${killers.map(shown).join(', ')}`;
}

/** A line of the table. */
export function line({ mutant, killers }) {
	const laws = killers.map(({ law }) => law).join(', ') || NOBODY;
	return `| \`${mutant.name}\` | ${mutant.what.replaceAll('|', '\\|')} | ${laws} | ${first(killers)} |`;
}

const NOBODY = '**none**';

/** @returns the lines of a table that was written before, by the name of the planted bug. */
export function linesOf(table) {
	return [...table.matchAll(/^\| `([^`]+)` \|.*$/gm)].map(([whole, name]) => [name, whole]);
}

/** docs/mutants.md */
export function markdown(lines, { seed, budgets }) {
	const noticed = lines.filter((one) => !one.includes(NOBODY)).length;
	return `# Planted bugs

Each line is a wrong engine that somebody might well have written (\`test/mutants/\`), and the laws that notice it. \`npm run test:mutants\` plants them one after the other and runs every \`*.property.test.ts\` that loads what is edited; it fails where a bug stays unnoticed, since a law is missing then. \`npm test\` only sees to it that every bug can still be planted.

Laws that noticed are in the order in which they did; the last column is the number of random cases that the first one needed. Each law is tried with ${budgets.map((runs) => runs.toLocaleString('en')).join(', then ')} cases, and no further once one has noticed; the real engine keeps all laws on the very same cases. A trial that holds a scene against several laws at once ends with the first scene that breaks any: a law of it that would have noticed later is not named.

Written by \`npm run test:mutants -- --write\` (seed ${seed}), not by hand. ${noticed} of ${lines.length} are noticed.

| planted bug | what is wrong | noticed by | after |
|---|---|---|---|
${lines.join('\n')}
`;
}

function shown({ law, after }) {
	return after === null ? law : `${law} (${after.toLocaleString('en')})`;
}

function first(killers) {
	if (killers.length === 0) return '–';
	return killers[0].after === null ? 'an example' : killers[0].after.toLocaleString('en');
}
