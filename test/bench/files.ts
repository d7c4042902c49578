import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { installWorkflow } from '../../sandbox/demo/workflow';
import { startHost } from '../../sandbox/host';
import { startSystems, type Systems } from '../../sandbox/systems';
import { calm, GroupMemory } from './memory';
import type { Say } from './say';

export interface FilesLoad {
	readonly files: number;
	readonly bytesEach: number;
	/** From the moment when people had attached the last one until all were on the other side. */
	readonly wallS: number;
	/** Of n8n and everything it started, meanwhile. */
	readonly peakRssMb: number;
}

export interface FilesFigures {
	readonly idleRssMb: number;
	readonly small: FilesLoad;
	readonly large: FilesLoad;
	/** What large files took more than as many small ones, as a share of all their bytes. */
	readonly shareHeld: number;
}

/** Half of them on each side. */
const FILES = 20;
const SMALL = 1_000;
/** Just below the most that the platform takes. */
const LARGE = 24_000_000;
const INTERVAL_S = 1;
const POLL_MS = 250;
const PATIENCE_MS = 10 * 60_000;
const MB = 1024 * 1024;

/**
 * Whether files are streamed: the memory that many large ones take in a real n8n, beside that of as many small ones. The
 * phase 1 template as it is shipped; one ticket that both systems have; files on either side of it.
 */
export async function files(say: Say): Promise<FilesFigures> {
	const systems = await startSystems({ companies: 1, contactsPerCompany: 1, tickets: 1, alreadyOnPlatform: 0 });
	const stops: (() => Promise<void>)[] = [() => systems.close()];
	try {
		const host = await startHost({ onProgress: (what) => say(`files: ${what}`) });
		stops.unshift(() => host.dispose());
		if (host.pid === undefined) throw new Error('n8n has ended.');
		const entities = ['company', 'contact', 'ticket', 'attachment'] as const;
		await installWorkflow(host, systems, INTERVAL_S, { entities });
		const tickets = await ticketOnBothSides(systems);
		const memory = new GroupMemory(host.pid);
		const idleRssMb = await calm(memory);
		const small = await carry(systems, tickets, memory, SMALL, say);
		const large = await carry(systems, tickets, memory, LARGE, say);
		const heldMb = Math.max(0, large.peakRssMb - small.peakRssMb);
		const shareHeld = Math.round((heldMb / ((large.files * large.bytesEach) / MB)) * 1000) / 1000;
		return { idleRssMb, small, large, shareHeld };
	} finally {
		for (const stop of stops) await stop();
	}
}

interface TicketOnBothSides {
	readonly psa: number;
	readonly platform: string;
}

async function ticketOnBothSides({ connectwise, platform }: Systems): Promise<TicketOnBothSides> {
	await until('the ticket on the platform', () => platform.control.list('ticket').length > 0);
	const [{ id, title }] = platform.control.list('ticket');
	const psa = connectwise.control.records('tickets').find(({ summary }) => summary === title)?.id;
	return { psa: Number(psa), platform: id };
}

/** People attach files on both sides; the sync brings them over. */
async function carry(
	{ connectwise, platform }: Systems,
	tickets: TicketOnBothSides,
	memory: GroupMemory,
	bytesEach: number,
	say: Say,
): Promise<FilesLoad> {
	const wanted = { psa: connectwise.control.files(tickets.psa).length + FILES, platform: 0 };
	wanted.platform = wanted.psa;
	const hashes = new Set<string>();
	for (let file = 0; file < FILES; file++) {
		const bytes = randomBytes(bytesEach);
		hashes.add(hash(bytes));
		const name = `photo-${bytesEach}-${file}.jpg`;
		if (file % 2 === 0) connectwise.control.attach(tickets.psa, name, bytes, true);
		else {
			const fields = { ticketId: tickets.platform, fileName: name, contentType: 'image/jpeg', visibility: 'public' };
			platform.control.upload(platform.control.create('attachment', fields).id, bytes);
		}
	}
	await memory.watch();
	const startedAt = performance.now();
	const arrived = (): boolean =>
		connectwise.control.files(tickets.psa).length >= wanted.psa && onPlatform(platform).length >= wanted.platform;
	await until(`${FILES} files of ${bytesEach} bytes on both sides`, arrived);
	const wallS = Math.round((performance.now() - startedAt) / 100) / 10;
	const peakRssMb = await memory.peakMb();
	for (const found of [connectwise.control.files(tickets.psa).map(({ bytes }) => bytes), onPlatform(platform)]) {
		const there = new Set(found.map(hash));
		if (found.length !== wanted.psa || ![...hashes].every((one) => there.has(one)))
			throw new Error(`Not every file of ${bytesEach} bytes arrived once and whole.`);
	}
	say(`files: ${FILES} of ${bytesEach} bytes in ${wallS} s, at most ${peakRssMb} MB`);
	return { files: FILES, bytesEach, wallS, peakRssMb };
}

function onPlatform({ control }: Systems['platform']): Buffer[] {
	return control.list('attachment').flatMap(({ id }) => control.content(id) ?? []);
}

function hash(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}

async function until(what: string, holds: () => boolean): Promise<void> {
	for (const end = performance.now() + PATIENCE_MS; !holds(); await delay(POLL_MS)) {
		if (performance.now() > end)
			throw new Error(`There was no sign of ${what} within ${PATIENCE_MS / 60_000} minutes.`);
	}
}
