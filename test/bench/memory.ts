import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const SAMPLE_MS = 100;
const MB = 1024;
/** n8n goes on loading after it has said that it is ready, and gives back what that took only after a while. */
const CALM_MS = 30_000;
const CALM_SAMPLE_MS = 500;

/** Resident memory of a process and of all it started, which are its process group. Linux only: it reads /proc. */
export class GroupMemory {
	#peakKb = 0;
	#timer: NodeJS.Timeout | undefined;
	#sampling: Promise<void> = Promise.resolve();

	constructor(private readonly leader: number) {}

	/** @returns megabytes now. */
	async nowMb(): Promise<number> {
		return round(sum(await this.#processes(), 'VmRSS'));
	}

	/** Forgets the peaks so far, and watches from now on. */
	async watch(): Promise<void> {
		for (const { pid } of await this.#processes()) {
			// "5" resets the peak that the kernel keeps (man proc_pid_clear_refs): starting n8n takes more than idling.
			await writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => undefined);
		}
		this.#peakKb = 0;
		this.#timer = setInterval(() => (this.#sampling = this.#sample()), SAMPLE_MS);
	}

	/**
	 * @returns the most megabytes since `watch`: the highest sum of one moment, or where the kernel saw a process go
	 * higher between two samples, the sum of their own peaks.
	 */
	async peakMb(): Promise<number> {
		clearInterval(this.#timer);
		await this.#sampling;
		await this.#sample();
		return round(Math.max(this.#peakKb, sum(await this.#processes(), 'VmHWM')));
	}

	async #sample(): Promise<void> {
		this.#peakKb = Math.max(this.#peakKb, sum(await this.#processes(), 'VmRSS'));
	}

	async #processes(): Promise<Status[]> {
		const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
		const all = await Promise.all(names.map((name) => statusOf(Number(name))));
		return all.filter((status) => status !== null).filter(({ group }) => group === this.leader);
	}
}

/** @returns the least that it took within a while: what starting it took is no part of being idle. */
export async function calm(memory: GroupMemory): Promise<number> {
	let least = Number.POSITIVE_INFINITY;
	for (const until = performance.now() + CALM_MS; performance.now() < until; await delay(CALM_SAMPLE_MS)) {
		least = Math.min(least, await memory.nowMb());
	}
	return least;
}

interface Status {
	readonly pid: number;
	readonly group: number;
	/** In kilobytes. */
	readonly VmRSS: number;
	readonly VmHWM: number;
}

/** Null for a process that has ended meanwhile. */
async function statusOf(pid: number): Promise<Status | null> {
	try {
		const folder = join('/proc', String(pid));
		const [stat, status] = await Promise.all([
			readFile(join(folder, 'stat'), 'utf8'),
			readFile(join(folder, 'status'), 'utf8'),
		]);
		// The name in parentheses may hold anything; state, parent and group come after it.
		const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
		return { pid, group, VmRSS: kilobytes(status, 'VmRSS'), VmHWM: kilobytes(status, 'VmHWM') };
	} catch {
		return null;
	}
}

function kilobytes(status: string, name: string): number {
	return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
}

function sum(processes: readonly Status[], key: 'VmRSS' | 'VmHWM'): number {
	return processes.reduce((total, process) => total + process[key], 0);
}

function round(kb: number): number {
	return Math.round(kb / MB);
}
