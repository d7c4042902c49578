import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { ifMatch, type PlatformApi, sendRecord } from '../api';
import { PlatformProblem } from '../problem';

const MOST_BYTES = 25 * 1024 * 1024;

interface ById {
	Params: { id: string };
}

/** Upload and download of what an attachment holds: raw bytes, not JSON. */
export function mountAttachmentContent(routes: FastifyInstance, api: PlatformApi): void {
	const { store } = api;
	void routes.register(async (raw) => {
		raw.removeAllContentTypeParsers();
		raw.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) =>
			done(null, body),
		);

		raw.put<ById>('/attachments/:id/content', { bodyLimit: MOST_BYTES }, (request, reply) => {
			const content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
			// The request log keeps bodies; the bytes of files are not for it.
			request.body = { bytes: content.length };
			const { id } = request.params;
			const sha256 = createHash('sha256').update(content).digest('hex');
			const record = store.derive('attachment', id, { size: content.length, sha256 }, api.author, ifMatch(request));
			store.setContent(id, content);
			return sendRecord(api, reply, 'attachment', record);
		});

		raw.get<ById>('/attachments/:id/content', (request, reply) => {
			const record = store.get('attachment', request.params.id);
			const content = store.content(record.id);
			if (!content) throw new PlatformProblem('not_found', `Attachment ${record.id} has no content yet.`);
			return reply
				.headers({
					'content-type': asHeader(String(record.contentType)) ?? 'application/octet-stream',
					'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(String(record.fileName))}`,
					'x-content-type-options': 'nosniff',
				})
				.send(content);
		});
	});
}

/** A media type that can stand in a header; anything else is hostile or broken. */
function asHeader(contentType: string): string | undefined {
	return /^[\w.+-]+\/[\w.+-]+(;[ \w.+=-]+)*$/.test(contentType) ? contentType : undefined;
}
