// Installs a folder once, though several commands may want it at the same time, and never leaves half of it.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say } from './process.mjs';

const POLL_MS = 500;
const HEARTBEAT_MS = 5_000;
/** A lock whose owner cannot be seen (another machine on a shared home) is dead after this silence. */
const SILENT_MS = 120_000;

/**
 * Makes `folder` by calling `fill(temporary)` on a temporary folder beside it and renaming that into place.
 * Does nothing where `folder` exists: existing means complete.
 */
export async function installOnce(folder, fill) {
	if (await exists(folder)) return;
	await mkdir(dirname(folder), { recursive: true });
	await withLock(folder, async () => {
		if (await exists(folder)) return;
		await removeAbandoned(folder);
		const temporary = `${folder}.part-${process.pid}`;
		await mkdir(temporary, { recursive: true });
		try {
			await fill(temporary);
			await moveIntoPlace(temporary, folder);
		} catch (error) {
			await rm(temporary, { recursive: true, force: true });
			throw error;
		}
	});
}

/** Runs `work` while no other process holds the lock of the same name. */
export async function withLock(name, work) {
	const lock = `${name}.lock`;
	await mkdir(dirname(lock), { recursive: true });
	let told = false;
	while (!(await tryLock(lock))) {
		if (await isDead(lock)) {
			await rm(lock, { recursive: true, force: true });
			continue;
		}
		if (!told) say(`waiting for another command that is installing ${basename(name)}`);
		told = true;
		await delay(POLL_MS);
	}
	const heartbeat = setInterval(() => void writeOwner(lock).catch(() => undefined), HEARTBEAT_MS);
	try {
		return await work();
	} finally {
		clearInterval(heartbeat);
		await rm(lock, { recursive: true, force: true });
	}
}

async function moveIntoPlace(temporary, folder) {
	try {
		await rename(temporary, folder);
	} catch (error) {
		// Two commands that both buried the same dead lock may both have installed: the first one's will do.
		if (!(await exists(folder))) throw error;
		await rm(temporary, { recursive: true, force: true });
	}
}

async function tryLock(lock) {
	try {
		await mkdir(lock);
	} catch (error) {
		if (error.code === 'EEXIST') return false;
		throw error;
	}
	await writeOwner(lock);
	return true;
}

function writeOwner(lock) {
	return writeFile(join(lock, 'owner.json'), JSON.stringify({ host: hostname(), pid: process.pid }));
}

async function isDead(lock) {
	const file = join(lock, 'owner.json');
	try {
		const owner = JSON.parse(await readFile(file, 'utf8'));
		if (owner.host === hostname()) return !isAlive(owner.pid);
		return Date.now() - (await stat(file)).mtimeMs > SILENT_MS;
	} catch {
		// No owner yet: it was made this moment, or its maker died in between.
		const made = await stat(lock).catch(() => undefined);
		return made !== undefined && Date.now() - made.mtimeMs > HEARTBEAT_MS;
	}
}

async function removeAbandoned(folder) {
	const prefix = `${basename(folder)}.part-`;
	for (const name of await readdir(dirname(folder))) {
		if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue;
		await rm(join(dirname(folder), name), { recursive: true, force: true });
	}
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}

async function exists(path) {
	return (await stat(path).catch(() => undefined)) !== undefined;
}
