// What every command calls first: on a fresh clone, and with Node >= 20, npm and git only, it makes the rest.
import { continueUnderNode24 } from './node24.mjs';
import { ensurePackages } from './packages.mjs';

/** Packages as the lock file says, and Node 24 to go on with. */
export async function bootstrap() {
	await continueUnderNode24();
	await ensurePackages();
}

/** Runs a command's body: an error is printed as its message, and the process ends with the exit code. */
export async function main(body) {
	try {
		process.exitCode = (await body()) ?? 0;
	} catch (error) {
		console.error(process.env.PSA_SYNC_DEBUG ? error : error.message);
		process.exitCode = 1;
	}
}
