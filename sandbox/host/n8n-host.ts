// A real n8n with our packed package in it: for the demo, and for end-to-end tests.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8nClient, type Owner } from './n8n-client';
import { N8nProcess } from './n8n-process';
import { freePort } from './ports';
import { installPackage } from './user-folder';

const START_MS = 240_000;

/** The sign-in of every host that nobody else is given the key of: it listens on this machine only. */
export const DEFAULT_OWNER: Owner = {
	email: 'owner@msp.example',
	password: 'Sandbox-1234',
	firstName: 'Sandbox',
	lastName: 'Owner',
};

/** How to start a host. */
export interface StartHostOptions {
	/** The folder with n8n in its node_modules; `PSA_SYNC_HOST`, which the commands set, without it. */
	readonly hostFolder?: string;
	/** The packed package to install; `PSA_SYNC_TARBALL` without it. `null` installs none. */
	readonly tarball?: string | null;
	/** An existing user folder; without it a temporary one, which `dispose` removes. */
	readonly userFolder?: string;
	/** A free port without it. */
	readonly port?: number;
	/** More environment variables for n8n. */
	readonly env?: Readonly<Record<string, string>>;
	readonly owner?: Owner;
	readonly startMs?: number;
	/** Called with what is being done, for a person who waits. */
	readonly onProgress?: (what: string) => void;
}

/** A running n8n. */
export interface N8nHost {
	readonly url: string;
	readonly port: number;
	readonly userFolder: string;
	readonly owner: Owner;
	/** Signed in as the owner. */
	readonly client: N8nClient;
	/** What n8n printed, newest last. */
	readonly logs: string;
	readonly running: boolean;
	/** Of n8n itself; it leads the group of everything that it started. Undefined while it does not run. */
	readonly pid: number | undefined;
	/** Ends it in good order; can be started again. */
	stop(): Promise<void>;
	/** SIGKILL to n8n and everything that it started. */
	kill(): Promise<void>;
	/** Starts it again on the same folder and port, stopping it first where it runs. */
	restart(): Promise<void>;
	/** Runs one of n8n's commands, such as `['import:workflow', '--input=…']`, and returns what it printed. */
	command(args: readonly string[]): Promise<string>;
	/** Stops it and removes the user folder where that was a temporary one. */
	dispose(): Promise<void>;
}

/** Starts n8n, makes its owner where it has none, and signs in. What it started is gone again when this rejects. */
export async function startHost(options: StartHostOptions = {}): Promise<N8nHost> {
	const hostFolder = options.hostFolder ?? required('PSA_SYNC_HOST');
	const tarball = options.tarball === undefined ? required('PSA_SYNC_TARBALL') : options.tarball;
	const owner = options.owner ?? DEFAULT_OWNER;
	const temporary = options.userFolder === undefined;
	const userFolder = options.userFolder ?? (await mkdtemp(join(tmpdir(), 'psa-sync-n8n-')));
	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	const client = new N8nClient(url);
	const server = new N8nProcess({
		hostFolder,
		userFolder,
		port,
		// A new key for a folder that has one would make its credentials unreadable: n8n refuses to start then.
		encryptionKey: temporary ? randomBytes(24).toString('hex') : 'psa-sync-sandbox',
		env: options.env ?? {},
		startMs: options.startMs ?? START_MS,
	});
	const removeFolder = async () => {
		if (temporary) await rm(userFolder, { recursive: true, force: true, maxRetries: 5 });
	};
	try {
		if (tarball !== null) {
			options.onProgress?.('installing the packed package into n8n');
			await installPackage(userFolder, tarball);
		}
		options.onProgress?.('starting n8n');
		await server.start();
		await signIn(client, owner);
	} catch (error) {
		await server.kill();
		await removeFolder();
		throw error;
	}
	return {
		url,
		port,
		userFolder,
		owner,
		client,
		get logs() {
			return server.logs;
		},
		get running() {
			return server.running;
		},
		get pid() {
			return server.pid;
		},
		stop: () => server.stop(),
		kill: () => server.kill(),
		restart: async () => {
			await server.stop();
			await server.start();
			await client.signIn(owner);
		},
		command: (args) => server.command(args),
		dispose: async () => {
			await server.stop();
			await removeFolder();
		},
	};
}

async function signIn(client: N8nClient, owner: Owner): Promise<void> {
	const { userManagement } = await client.request<{ userManagement: { showSetupOnFirstLoad: boolean } }>(
		'GET',
		'/rest/settings',
	);
	if (userManagement.showSetupOnFirstLoad) await client.setUpOwner(owner);
	else await client.signIn(owner);
}

function required(variable: string): string {
	const value = process.env[variable];
	if (value === undefined || value === '') {
		throw new Error(`${variable} is not set. It is set by "npm run demo" and "npm test", which also install n8n.`);
	}
	return value;
}
