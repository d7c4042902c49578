// How the outcome of `npm run test:mutants` is shown.

/** One line about one mutant. */
export function verdict({ killers, runs }) {
	if (killers.length === 0) return `ALIVE after ${runs.toLocaleString('en')} runs of every law`;
	return `killed by ${killers.map(shown).join(', ')}`;
}

/** docs/mutants.md */
export function markdown(results, { seed, budgets, commit }) {
	const rows = results.map(
		({ mutant, killers }) =>
			`| \`${mutant.name}\` | ${mutant.what.replaceAll('|', '\\|')} | ${killers.map(({ law }) => law).join(', ') || '**none**'} | ${first(killers)} |`,
	);
	return `# Planted bugs

Each line is a wrong engine that somebody might well have written (\`test/mutants/\`), and which of the laws notice it. \`npm run test:mutants\` plants them one after the other and runs every \`*.property.test.ts\`; it fails where a bug stays unnoticed, since a law is missing then. \`npm test\` only sees to it that every bug can still be planted.

Laws that noticed are in the order in which they did; the last column is the number of random cases that the first one needed. Each law is tried with ${budgets.map((runs) => runs.toLocaleString('en')).join(', then ')} cases, and no further once a law has noticed; the real engine keeps all laws on the very same cases. A test that lives through a scene holds it against several laws at once and ends with the first scene that breaks any: laws that would have noticed later are not named.

Written by \`npm run test:mutants -- --write\` (seed ${seed}, engine of commit ${commit}); not to be edited by hand. ${results.filter(({ killers }) => killers.length > 0).length} of ${results.length} were noticed.

| planted bug | what is wrong | noticed by | after |
|---|---|---|---|
${rows.join('\n')}
`;
}

function shown({ law, after }) {
	return after === null ? law : `${law} (${after.toLocaleString('en')})`;
}

function first(killers) {
	if (killers.length === 0) return '–';
	return killers[0].after === null ? 'an example' : killers[0].after.toLocaleString('en');
}
