import { createHash } from 'node:crypto';
import {
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Content } from '../../../sync/model/content';
import { SyncError } from '../../../sync/model/errors';
import { Spool } from '../../../sync/pipeline';

const HOUR = 3_600_000;
let folder: string;
let now: number;
const spool = (maxBytes = 1000): Spool => new Spool(join(folder, 'files'), { clock: { now: () => now }, maxBytes });
const content = (text: string, size: number | null = text.length): Content => ({
	stream: Readable.from([Buffer.from(text.slice(0, 2)), Buffer.from(text.slice(2))]),
	size,
	contentType: null,
});
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const here = (): string[] => (existsSync(join(folder, 'files')) ? readdirSync(join(folder, 'files')).sort() : []);
const refusal = async (promise: Promise<unknown>): Promise<unknown> =>
	await promise.then(
		() => 'nothing was refused',
		(error: unknown) => error,
	);

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'spool-'));
	now = Date.parse('2026-03-02T09:00:00Z');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('bytes on their way', () => {
	it('lie under their hash and nothing else, for this user alone, and are given out as they came', async () => {
		expect(await spool().keep(content('some bytes'))).toEqual({ sha256: hash('some bytes'), size: 10 });
		expect(here()).toEqual([hash('some bytes')]);
		expect(statSync(join(folder, 'files')).mode & 0o777).toBe(0o700);
		expect(statSync(join(folder, 'files', hash('some bytes'))).mode & 0o777).toBe(0o600);
		const kept = await spool().open(hash('some bytes'));
		expect(kept?.size).toBe(10);
		expect(String(await buffer(kept?.stream ?? Readable.from([])))).toBe('some bytes');
	});

	it('are not there at all where their reading broke off, and the error is the one that broke it', async () => {
		async function* broken(): AsyncGenerator<Buffer> {
			yield Buffer.from('half');
			throw new SyncError('TIMEOUT', 'no more came');
		}
		const error = await refusal(spool().keep({ stream: Readable.from(broken()), size: 10, contentType: null }));
		expect(error).toMatchObject({ code: 'TIMEOUT', message: 'no more came' });
		expect(here()).toEqual([]);
	});

	it('cannot be asked for by anything but a hash', async () => {
		writeFileSync(join(folder, 'secret'), 'secret');
		await spool().keep(content('x1'));
		for (const name of ['../secret', '', '.', hash('x1').toUpperCase(), hash('nobody')]) {
			expect(await spool().open(name)).toBeNull();
			await spool().forget(name);
		}
		expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe('secret');
	});

	it.each([
		['said', 2000],
		['found out', null],
	])('are refused where they are too many, as %s', async (_how, size) => {
		const error = await refusal(spool().keep(content('x'.repeat(2000), size)));
		expect(error).toMatchObject({ code: 'REJECTED', message: expect.stringContaining('2.0 KB') as string });
		expect(await refusal(spool().keep(content('12345678', size), 5))).toMatchObject({ code: 'REJECTED' });
		expect(here()).toEqual([]);
	});

	it('are taken in again after they were refused, and no half file stays from a dead process', async () => {
		await spool().keep(content('first'));
		const dead = join(folder, 'files', '.0a0a0a0a-0000-4000-8000-000000000000.part');
		writeFileSync(dead, 'half');
		utimesSync(dead, now / 1000, now / 1000);
		now += 2 * HOUR;
		await spool().keep(content('second'));
		expect(here()).toEqual([hash('first'), hash('second')].sort());
	});
});

describe('the folder stays within its bound', () => {
	const fill = async (): Promise<void> => {
		for (const letter of ['a', 'b']) {
			await spool().keep(content(letter.repeat(400)));
			now += 1000;
		}
	};

	it('by taking no more while what is in it still has to be sent', async () => {
		await fill();
		const error = await refusal(spool().keep(content('c'.repeat(400))));
		expect(error).toMatchObject({ code: 'PAUSED' });
		expect(await refusal(spool().keep(content('c'.repeat(400), null)))).toMatchObject({ code: 'PAUSED' });
		expect(here()).toEqual([hash('a'.repeat(400)), hash('b'.repeat(400))].sort());
	});

	it('by letting go of what was sent, and only of as much as is needed', async () => {
		await fill();
		await spool().forget(hash('b'.repeat(400)));
		expect(await spool().open(hash('b'.repeat(400)))).not.toBeNull();
		await spool().keep(content('c'.repeat(400)));
		expect(here()).toEqual([hash('a'.repeat(400)), hash('c'.repeat(400))].sort());
	});

	it('by letting go of what nobody has fetched for a day', async () => {
		await fill();
		now += 25 * HOUR;
		await spool().keep(content('c'));
		expect(here()).toEqual([hash('c')]);
	});
});
