// Calls npm with an environment of its own.

/**
 * The environment for a nested npm: what `npm run` adds about *this* package and its settings is taken out, or the
 * nested npm would take it for its own command line.
 */
export function npmEnvironment(extra = {}) {
	const environment = { ...process.env };
	for (const name of Object.keys(environment)) {
		if (
			/^npm_(package|lifecycle)_/i.test(name) ||
			/^npm_(command|config_(local_prefix|global_prefix|ignore_scripts|prefix))$/i.test(name)
		) {
			delete environment[name];
		}
	}
	return { ...environment, ...extra };
}

/** What every install says: no questions, no advertisements. */
export const quietInstall = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
