import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastify from 'fastify';
import { z } from 'zod';
import type { Store } from '../../../sync/store/store';
import type { Systems } from '../../systems';
import { personEdits, sideBySide } from '../side-by-side';

const FILES = {
	'/': ['page.html', 'text/html'],
	'/page.js': ['page.js', 'text/javascript'],
	'/page.css': ['page.css', 'text/css'],
} as const;
const FOLDER = join(process.cwd(), 'sandbox', 'demo', 'page');

const editBody = z
	.object({
		side: z.enum(['psa', 'platform']),
		id: z.string().min(1),
		changes: z
			.object({ title: z.string(), status: z.string(), priority: z.string(), assetTag: z.string() })
			.partial()
			.strict(),
	})
	.strict();

/** What the page says about the sync that it watches. */
export interface PageFacts {
	readonly editorUrl: string;
	readonly intervalSeconds: number;
}

/** Serves the side-by-side page on this machine. */
export async function servePage(
	systems: Systems,
	store: Store,
	facts: PageFacts,
	port = 0,
): Promise<{ readonly url: string; close(): Promise<void> }> {
	const app = fastify();
	app.addHook('onSend', async (_request, reply) => {
		// Titles come from tickets: nothing on this page may run but its own script.
		void reply.header('content-security-policy', "default-src 'self'; frame-ancestors 'none'");
		void reply.header('x-content-type-options', 'nosniff');
	});
	for (const [path, [file, type]] of Object.entries(FILES)) {
		app.get(path, async (_request, reply) =>
			reply.type(`${type}; charset=utf-8`).send(await readFile(join(FOLDER, file))),
		);
	}
	app.get('/state', async () => ({ ...facts, ...(await sideBySide(systems, store)) }));
	app.post('/edit', async (request, reply) => {
		const { side, id, changes } = editBody.parse(request.body);
		personEdits(systems, side, id, changes);
		return reply.status(204).send();
	});
	app.setErrorHandler((error, _request, reply) => {
		const message = error instanceof Error ? error.message : String(error);
		return reply.status(400).send({ error: message });
	});
	const url = await app.listen({ host: '127.0.0.1', port });
	return { url, close: () => app.close() };
}
