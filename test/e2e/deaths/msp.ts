import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggedRequest } from '../../../sandbox/http';
import { Random } from '../../../sandbox/seed/random';
import type { N8nHost } from '../../support/n8n-host';
import { Scene, type SceneOptions } from '../support/scene';
import { auditBooks } from './books';
import type { Side } from './fields';
import { People } from './people';

/** One MSP: its two systems, its people, a sync of its own, and every request of the sync that changed something. */
export interface Msp {
	readonly scene: Scene;
	readonly people: People;
	readonly writes: Readonly<Record<Side, LoggedRequest[]>>;
}

const REST_MS = 10 * 60_000;

/** Opens an MSP with what it has gathered over the years; its first load is under way when this resolves. */
export async function openMsp(
	n8n: N8nHost,
	name: string,
	seed: number,
	{
		clients = 4,
		tickets = 25,
		...options
	}: SceneOptions & { readonly clients?: number; readonly tickets?: number } = {},
): Promise<Msp> {
	const scene = await Scene.prepare(n8n, `msp-${name}`, { record: false, ...options });
	const people = new People(scene, new Random(seed), name);
	people.moveIn(clients, tickets);
	const writes = { psa: [] as LoggedRequest[], platform: [] as LoggedRequest[] };
	const isWrite = ({ method, status, fault }: LoggedRequest): boolean =>
		method !== 'GET' && ((status >= 200 && status < 300) || fault === 'lostResponse');
	scene.connectwise.control.requests.subscribe((entry) => isWrite(entry) && writes.psa.push(entry));
	scene.platform.control.requests.subscribe((entry) => isWrite(entry) && writes.platform.push(entry));
	await scene.publish();
	return { scene, people, writes };
}

/** Waits until everything has come to rest and stays there, then holds both systems against what people did. */
export async function expectBooksToAgree({ scene, people, writes }: Msp): Promise<void> {
	await scene.settle(REST_MS);
	const atRest = scene.writes();
	await scene.runs(2);
	expect(scene.writes()).toBe(atRest);
	await scene.closeStore();
	const found = auditBooks(people, writes, { file: scene.storeFile, sync: scene.sync });
	if (found.length > 0) {
		const file = join(tmpdir(), `psa-sync-books-${scene.sync}-${process.pid}.json`);
		writeFileSync(file, JSON.stringify({ found, diary: people.diary, writes }, null, '\t'));
		process.stderr.write(`what people did, and what the sync wrote, is in ${file}\n`);
	}
	expect(found).toEqual([]);
}
