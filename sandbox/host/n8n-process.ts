// One n8n server as a process group of its own, so that it can be stopped, or killed with everything it started.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { freePort } from './ports';

const STOP_MS = 20_000;
const KEPT_LINES = 2_000;
/** What n8n prints when its routes answer; /healthz answers long before, while the database is still being made. */
const READY = /Editor is now accessible via/;

/** Where the process finds what it needs. */
export interface N8nProcessSettings {
	/** The folder whose node_modules holds n8n. */
	readonly hostFolder: string;
	readonly userFolder: string;
	readonly port: number;
	readonly encryptionKey: string;
	/** Goes before what is set here. */
	readonly env: Readonly<Record<string, string>>;
	/** How long it may take to answer; the first start of a user folder makes the database. */
	readonly startMs: number;
}

/** Starts, stops and kills one n8n server; can be started again on the same folder and port. */
export class N8nProcess {
	readonly #settings: N8nProcessSettings;
	readonly #lines: string[] = [];
	#child: ChildProcess | undefined;
	#closed: Promise<void> = Promise.resolve();
	readonly #killWithUs = () => this.#signal('SIGKILL');

	constructor(settings: N8nProcessSettings) {
		this.#settings = settings;
	}

	/** Everything it printed, newest last; older lines are in `n8n.log` of the user folder. */
	get logs(): string {
		return this.#lines.join('\n');
	}

	get running(): boolean {
		return this.#child !== undefined;
	}

	/** Its process id, which is also that of its process group; undefined while it does not run. */
	get pid(): number | undefined {
		return this.#child?.pid;
	}

	/** Resolves when n8n answers; rejects, with the end of its log, when it ends or does not come up in time. */
	async start(): Promise<void> {
		if (this.#child !== undefined) throw new Error('This n8n is running already.');
		const { userFolder } = this.#settings;
		const child = spawn(process.execPath, [this.#program(), 'start'], {
			cwd: userFolder,
			env: this.#environment(this.#settings.port, await freePort()),
			detached: true,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const file = createWriteStream(join(userFolder, 'n8n.log'), { flags: 'a' });
		this.#child = child;
		this.#closed = new Promise((resolve) => {
			child.once('close', () => {
				this.#child = undefined;
				process.off('exit', this.#killWithUs);
				file.end();
				resolve();
			});
		});
		process.on('exit', this.#killWithUs);
		await this.#untilReady(child, file);
	}

	/** Asks it to end, as a service manager would, and waits; kills it when it takes too long. */
	async stop(): Promise<void> {
		if (this.#child === undefined) return;
		this.#signal('SIGTERM');
		const timer = setTimeout(() => this.#signal('SIGKILL'), STOP_MS);
		await this.#closed;
		clearTimeout(timer);
	}

	/** SIGKILL to n8n and all it started, at once: what a power cut leaves behind. */
	async kill(): Promise<void> {
		this.#signal('SIGKILL');
		await this.#closed;
	}

	/** Runs one of n8n's commands (`import:workflow …`) on the same user folder and returns what it printed. */
	async command(args: readonly string[]): Promise<string> {
		const env = this.#environment(await freePort(), await freePort());
		const { stdout } = await promisify(execFile)(process.execPath, [this.#program(), ...args], {
			cwd: this.#settings.userFolder,
			env,
			maxBuffer: 64 * 1024 * 1024,
		});
		return stdout;
	}

	#untilReady(child: ChildProcess, file: WriteStream): Promise<void> {
		return new Promise((resolve, reject) => {
			const fail = (what: string) =>
				reject(new Error(`n8n ${what}. The end of its log:\n${this.#lines.slice(-40).join('\n')}`));
			const timer = setTimeout(() => {
				this.#signal('SIGKILL');
				fail(`did not answer within ${this.#settings.startMs / 1000} s`);
			}, this.#settings.startMs);
			child.once('error', (error) => fail(`could not be started: ${error.message}`));
			child.once('close', (code, signal) => {
				clearTimeout(timer);
				fail(`ended (${signal ?? code}) before it answered`);
			});
			for (const stream of [child.stdout, child.stderr]) {
				if (stream === null) continue;
				createInterface({ input: stream }).on('line', (line) => {
					this.#keep(line);
					file.write(`${line}\n`);
					if (!READY.test(line)) return;
					clearTimeout(timer);
					resolve();
				});
			}
		});
	}

	#keep(line: string): void {
		this.#lines.push(line);
		if (this.#lines.length > KEPT_LINES) this.#lines.splice(0, this.#lines.length - KEPT_LINES);
	}

	#signal(signal: NodeJS.Signals): void {
		const pid = this.#child?.pid;
		if (pid === undefined) return;
		try {
			// The group, which Windows does not have: n8n starts its task runner as a process of its own.
			process.kill(process.platform === 'win32' ? pid : -pid, signal);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
		}
	}

	#program(): string {
		return join(this.#settings.hostFolder, 'node_modules', 'n8n', 'bin', 'n8n');
	}

	#environment(port: number, brokerPort: number): NodeJS.ProcessEnv {
		// The person's own n8n settings must not reach into this one.
		const inherited = Object.entries(process.env).filter(
			([name]) => !/^(N8N_|DB_|EXECUTIONS_|npm_|JEST_|NODE_ENV$)/i.test(name),
		);
		return {
			...Object.fromEntries(inherited),
			N8N_USER_FOLDER: this.#settings.userFolder,
			N8N_ENCRYPTION_KEY: this.#settings.encryptionKey,
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_HOST: '127.0.0.1',
			N8N_PORT: String(port),
			N8N_RUNNERS_BROKER_PORT: String(brokerPort),
			N8N_SECURE_COOKIE: 'false',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			...this.#settings.env,
		};
	}
}
