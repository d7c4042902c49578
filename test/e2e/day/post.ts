import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to a webhook on its way. */
export type PostMode = 'deliver' | 'lose' | 'twice' | 'hold';

/** One webhook, as its sender sent it. */
export interface Letter {
	readonly method: string;
	/** Path and query. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** Of the connection, not of the letter. */
const HOP = new Set(['connection', 'content-length', 'host', 'transfer-encoding']);

/**
 * Stands between both systems and n8n, at the address that n8n gives to them: what vendors' networks do to webhooks is
 * done here, whichever system sends them.
 */
export class Post {
	mode: PostMode = 'deliver';
	/** n8n's own address. */
	target = '';
	/** Everything that was sent, lost letters too, the oldest first. */
	readonly letters: Letter[] = [];
	readonly #held: Letter[] = [];

	private constructor(
		private readonly server: Server,
		/** Ends with a slash, as n8n's `WEBHOOK_URL`. */
		readonly url: string,
	) {}

	static async open(): Promise<Post> {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const post = new Post(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
		server.on('request', (request, response) => {
			post.#take(request).then(
				(status) => response.writeHead(status).end(),
				() => response.writeHead(502).end(),
			);
		});
		return post;
	}

	/** Sends a letter on, or once more. @returns n8n's status */
	async send({ method, path, headers, body }: Letter): Promise<number> {
		const given = { method, headers: { ...headers }, ...(body !== '' && { body }) };
		return (await fetch(this.target + path.slice(1), given)).status;
	}

	/** The same letter from somebody who does not know the secret, wherever the sender puts it. */
	async forge({ path, body, ...letter }: Letter): Promise<number> {
		const headers = Object.fromEntries(
			Object.entries(letter.headers).map(([name, value]) => [
				name,
				/signature|authorization|secret|token/i.test(name) ? twisted(value) : value,
			]),
		);
		const elsewhere = path.replace(/=([^&]+)/g, (_all, value: string) => `=${twisted(value)}`);
		const changed = body.replace(/\d(?=\D*$)/, (digit) => String(9 - Number(digit)));
		return await this.send({ ...letter, path: elsewhere, body: changed, headers });
	}

	/** Brings what was held, and delivers from now on. @returns n8n's statuses */
	async release(): Promise<number[]> {
		this.mode = 'deliver';
		const statuses: number[] = [];
		for (const letter of this.#held.splice(0)) statuses.push(await this.send(letter));
		return statuses;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	async #take(request: IncomingMessage): Promise<number> {
		const letter: Letter = {
			method: request.method ?? 'POST',
			path: request.url ?? '/',
			headers: kept(request.headers),
			body: await textOf(request),
		};
		this.letters.push(letter);
		if (this.mode === 'lose') return 200;
		if (this.mode === 'hold') {
			this.#held.push(letter);
			return 200;
		}
		const status = await this.send(letter);
		return this.mode === 'twice' ? await this.send(letter) : status;
	}
}

function kept(headers: IncomingHttpHeaders): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).flatMap(([name, value]) =>
			HOP.has(name) || value === undefined ? [] : [[name, [value].flat().join(', ')]],
		),
	);
}

async function textOf(request: IncomingMessage): Promise<string> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return Buffer.concat(parts).toString('utf8');
}

/** As long as before, and wrong. */
function twisted(value: string): string {
	return [...value].reverse().join('').replaceAll('a', 'b').replaceAll('1', '2');
}
