// Runs programs: in the foreground, or quietly behind a progress line.
import { spawn } from 'node:child_process';

const TAIL_LINES = 40;
const PLAIN_INTERVAL_MS = 10_000;
const TERMINAL_INTERVAL_MS = 1_000;

/** Says that a program ended badly; its message holds the end of what the program printed. */
export class CommandError extends Error {
	constructor(what, code, output) {
		const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
		super(`${what} failed (${code})${tail ? `:\n${tail}` : ''}`);
		this.name = 'CommandError';
	}
}

/** Prints one line of progress. Everything about set-up goes to stderr: stdout belongs to the command itself. */
export function say(line) {
	process.stderr.write(`[setup] ${line}\n`);
}

/**
 * Runs a program with its output kept back, and shows on stderr how long it has been running.
 * Rejects with CommandError when it does not exit with 0.
 */
export async function runWithProgress(title, command, args, options = {}) {
	const progress = startProgress(title);
	try {
		await runQuietly(title, command, args, options);
		progress.done();
	} catch (error) {
		progress.failed();
		throw error;
	}
}

/** Runs a program with its output kept back, and returns what it printed on stdout. Rejects with CommandError. */
export function runQuietly(title, command, args, options = {}) {
	return new Promise((resolve, reject) => {
		const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
		let output = '';
		let everything = '';
		child.stdout.on('data', (chunk) => {
			output += chunk;
			everything += chunk;
		});
		child.stderr.on('data', (chunk) => (everything += chunk));
		child.once('error', (error) => reject(new CommandError(title, error.code ?? 'error', error.message)));
		child.once('close', (code, signal) => {
			if (code === 0) resolve(output);
			else reject(new CommandError(title, signal ?? `exit code ${code}`, everything));
		});
	});
}

/** Runs a program in the foreground and returns its exit code. Signals sent to us reach it. */
export function runInForeground(command, args, options = {}) {
	return new Promise((resolve, reject) => {
		const child = start(command, args, { ...options, stdio: 'inherit' });
		// The terminal sends Ctrl-C to the whole process group: the child has it already, and we wait for its clean-up.
		const onInterrupt = () => undefined;
		const onTerminate = (signal) => child.kill(signal);
		process.on('SIGINT', onInterrupt);
		process.on('SIGTERM', onTerminate);
		process.on('SIGHUP', onTerminate);
		const settle = (finish) => {
			process.off('SIGINT', onInterrupt);
			process.off('SIGTERM', onTerminate);
			process.off('SIGHUP', onTerminate);
			finish();
		};
		child.once('error', (error) => settle(() => reject(error)));
		child.once('close', (code, signal) => settle(() => resolve(signal ? 128 + signalNumber(signal) : code)));
	});
}

function start(command, args, options) {
	// npm is a .cmd file on Windows, which only a shell starts.
	const viaShell = process.platform === 'win32' && command === 'npm';
	return spawn(command, args, { ...options, shell: viaShell });
}

function signalNumber(signal) {
	return { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 1;
}

function startProgress(title) {
	const startedAt = Date.now();
	const terminal = process.stderr.isTTY;
	const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
	const show = () => {
		if (terminal) process.stderr.write(`\r[setup] ${title} … ${seconds()} `);
		else say(`${title} … ${seconds()}`);
	};
	const timer = setInterval(show, terminal ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS);
	show();
	const end = (word) => {
		clearInterval(timer);
		if (terminal) process.stderr.write('\r');
		say(`${title}: ${word} after ${seconds()}`);
	};
	return { done: () => end('done'), failed: () => end('failed') };
}
