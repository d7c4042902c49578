import Fastify, { type FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { Readable } from 'node:stream';
import { HttpTransport, multipart } from '../../../sync/connectors/http';
import { SyncError } from '../../../sync/model/errors';

const closers: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0)) await close();
});

async function serve(prepare: (app: FastifyInstance) => void): Promise<string> {
	const app = Fastify({ forceCloseConnections: true, bodyLimit: 64 * 1024 * 1024 });
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
	prepare(app);
	closers.push(() => app.close());
	return await app.listen({ port: 0, host: '127.0.0.1' });
}

async function serveRaw(answer: string, ends = true): Promise<string> {
	const server: Server = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.once('data', () => (ends ? socket.end(answer) : socket.write(answer)));
		closers.push(() => socket.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	closers.push(() => new Promise((resolve) => server.close(resolve)));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const http = (): HttpTransport =>
	new HttpTransport({ system: 'connectwise', sleep: async () => undefined, random: () => 0 });

async function bytesOf(stream: Readable): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
	return Buffer.concat(chunks);
}

async function refusal(promise: Promise<unknown>): Promise<SyncError> {
	const error: unknown = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(SyncError);
	return error as SyncError;
}

/** Bytes that are no text in any encoding. */
const FILE = createHash('sha512').update('a file').digest();

describe('a file that is read', () => {
	it('arrives byte for byte, with its size and type', async () => {
		const url = await serve((app) => app.get('/f', (_request, reply) => reply.type('image/png').send(FILE)));
		const file = await http().download({ method: 'GET', url: `${url}/f` });
		expect(file).toMatchObject({ size: FILE.length, contentType: 'image/png' });
		expect(await bytesOf(file.stream)).toEqual(FILE);
	});

	it('is an error like any other where the server refuses it, and is tried again where the server fails', async () => {
		let tries = 0;
		const url = await serve((app) => {
			app.get('/gone', (_request, reply) => reply.status(404).send({ message: 'no such document' }));
			app.get('/busy', (_request, reply) => (++tries < 3 ? reply.status(503).send() : reply.send(FILE)));
		});
		expect(await refusal(http().download({ method: 'GET', url: `${url}/gone` }))).toMatchObject({
			code: 'NOT_FOUND',
			message: expect.stringContaining('no such document') as string,
		});
		const { stream } = await http().download({ method: 'GET', url: `${url}/busy` });
		expect(await bytesOf(stream)).toEqual(FILE);
		expect(tries).toBe(3);
	});

	it('is never taken for whole where the connection breaks off', async () => {
		const url = await serveRaw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this');
		const { stream } = await http().download({ method: 'GET', url });
		expect(await refusal(bytesOf(stream))).toMatchObject({ code: 'UNREACHABLE' });
	});

	it('is given up where it does not end in time', async () => {
		const url = await serveRaw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this', false);
		const { stream } = await http().download({ method: 'GET', url, timeoutMs: 100 });
		expect(await refusal(bytesOf(stream))).toMatchObject({ code: 'TIMEOUT' });
	});
});

describe('a file that is sent', () => {
	it('arrives byte for byte, opened anew for each try', async () => {
		const seen: { body: Buffer; type: unknown; length: unknown }[] = [];
		const url = await serve((app) =>
			app.put('/f', (request, reply) => {
				const { 'content-type': type, 'content-length': length } = request.headers;
				seen.push({ body: request.body as Buffer, type, length });
				return seen.length === 1 ? reply.status(503).send() : reply.send({ taken: true });
			}),
		);
		const content = {
			contentType: 'application/octet-stream',
			size: FILE.length,
			open: () => Readable.from([FILE.subarray(0, 10), FILE.subarray(10)]),
		};
		const { data } = await http().request({ method: 'PUT', url: `${url}/f`, safe: true, content });
		expect(data).toEqual({ taken: true });
		const whole = { body: FILE, type: 'application/octet-stream', length: String(FILE.length) };
		expect(seen).toEqual([whole, whole]);
	});

	it('stands in a form as the form says, and no name of it can add a field', async () => {
		let body: Buffer = Buffer.alloc(0);
		let length: unknown;
		const url = await serve((app) =>
			app.post('/f', (request, reply) => {
				body = request.body as Buffer;
				length = request.headers['content-length'];
				return reply.send({});
			}),
		);
		const fileName = 'a".png"\r\nX-Evil: 1\r\n\r\n';
		const open = async () => ({ stream: Readable.from([FILE]), size: FILE.length, contentType: null });
		const content = multipart(
			{ recordId: '7', title: 'Zeichnung – Süd' },
			{ field: 'file', fileName, contentType: 'image/png\r\nX-Evil: 2', size: FILE.length, open },
		);
		await http().request({ method: 'POST', url: `${url}/f`, content });
		expect(length).toBe(String(body.length));
		const boundary = body.subarray(0, body.indexOf('\r\n')).toString();
		const parts = body.toString('latin1').split(boundary).slice(1, -1);
		expect(parts).toHaveLength(3);
		expect(parts[1]).toContain(Buffer.from('Zeichnung – Süd').toString('latin1'));
		const [head, ...rest] = parts[2].split('\r\n\r\n');
		expect(head.trim().split('\r\n')).toEqual([
			'Content-Disposition: form-data; name="file"; filename="a%22.png%22%0D%0AX-Evil: 1%0D%0A%0D%0A"',
			'Content-Type: application/octet-stream',
		]);
		expect(Buffer.from(rest.join('\r\n\r\n'), 'latin1').subarray(0, -2)).toEqual(FILE);
		expect(body.subarray(-boundary.length - 4).toString()).toBe(`${boundary}--\r\n`);
	});

	it('whose reading breaks off is not sent as if it were whole', async () => {
		let seen = 0;
		const url = await serve((app) =>
			app.put('/f', (_request, reply) => {
				seen += 1;
				return reply.send({});
			}),
		);
		async function* broken(): AsyncGenerator<Buffer> {
			yield FILE;
			throw new SyncError('STORE', 'the disk failed');
		}
		const open = (): Readable => Readable.from(broken());
		const content = { contentType: 'application/octet-stream', size: 1000, open };
		const error = await refusal(http().request({ method: 'PUT', url: `${url}/f`, content }));
		expect(error.subject.uncertain).toBe(true);
		expect(seen).toBe(0);
	});
});
