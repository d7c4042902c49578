import type { RunningPlatform } from '../../../sandbox/platform';
import { type Operation, operationOf, pointerTo, resolve, violations } from './contract';

export interface Sent {
	readonly query?: Readonly<Record<string, string | number | readonly string[]>>;
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

/** An answer; `body` is for tests to look into, so it is deliberately loose. */
export interface Answer {
	readonly status: number;
	readonly headers: Headers;
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	readonly body: any;
}

type Node = Record<string, unknown>;

/** The path template's own key, as `operationOf` found it, leads to every schema of the exchange. */
function checkAnswer(operation: Operation, answer: Answer, type: string): string[] {
	const responses = operation.node.responses as Record<string, Node>;
	const key = responses[answer.status] ? String(answer.status) : 'default';
	const response = resolve(responses[key]);
	const findings: string[] = [];
	if (key === 'default' && answer.status < 400) findings.push(`the contract has no ${answer.status}`);
	for (const [name, header] of Object.entries((response.headers ?? {}) as Record<string, Node>)) {
		const found = answer.headers.get(name);
		if (found === null && resolve(header).required === true) findings.push(`the header ${name} is missing`);
	}
	const content = response.content as Record<string, Node> | undefined;
	if (!content) return answer.body === undefined ? findings : [...findings, 'there should be no body'];
	const media = content[type] ? type : '*/*';
	if (!content[media]) return [...findings, `${type} is not one of ${Object.keys(content).join(', ')}`];
	if (!content[media].schema) return findings;
	const method = operation.method.toLowerCase();
	const at = pointerTo('paths', operation.path, method, 'responses', key, 'content', media, 'schema');
	return [...findings, ...violations('answer', at, answer.body)];
}

function checkRequest(operation: Operation, sent: Sent, type: string | undefined): string[] {
	const known = new Set(operation.parameters.map((parameter) => `${parameter.in} ${parameter.name.toLowerCase()}`));
	const findings = Object.keys(sent.query ?? {})
		.filter((name) => !known.has(`query ${name.toLowerCase()}`))
		.map((name) => `the server took ${name}, which the contract does not have`);
	const body = operation.node.requestBody as Node | undefined;
	if (sent.body === undefined || Buffer.isBuffer(sent.body)) return findings;
	const media = (body?.content ?? {}) as Record<string, Node>;
	if (!type || !media[type])
		return [...findings, `the server took a body of ${type}, which the contract does not have`];
	const at = pointerTo(
		'paths',
		operation.path,
		operation.method.toLowerCase(),
		'requestBody',
		'content',
		type,
		'schema',
	);
	return [...findings, ...violations('request', at, sent.body)];
}

/**
 * A client that holds every exchange against the contract and throws where server and contract differ: an answer that
 * the contract does not describe, or a request that was taken although the contract forbids it.
 */
export class ContractClient {
	constructor(private readonly platform: Pick<RunningPlatform, 'apiUrl' | 'apiKey'>) {}

	async send(method: string, path: string, sent: Sent = {}): Promise<Answer> {
		const operation = operationOf(method, path);
		if (!operation) throw new Error(`The contract has no ${method} ${path}`);
		const url = new URL(`${this.platform.apiUrl}${path}`);
		for (const [name, value] of Object.entries(sent.query ?? {})) {
			for (const one of [value].flat()) url.searchParams.append(name, String(one));
		}
		const raw = Buffer.isBuffer(sent.body);
		const json = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
		const type = sent.body === undefined ? undefined : raw ? 'application/octet-stream' : json;
		const response = await fetch(url, {
			method,
			headers: {
				authorization: `Bearer ${this.platform.apiKey}`,
				...(type && { 'content-type': type }),
				...sent.headers,
			},
			body: raw ? new Uint8Array(sent.body as Buffer) : sent.body === undefined ? undefined : JSON.stringify(sent.body),
		});
		const bytes = Buffer.from(await response.arrayBuffer());
		const answerType = (response.headers.get('content-type') ?? '').split(';')[0];
		const body: unknown =
			bytes.length === 0 ? undefined : answerType.endsWith('json') ? JSON.parse(bytes.toString()) : bytes;
		const answer: Answer = { status: response.status, headers: response.headers, body };
		const findings = checkAnswer(operation, answer, answerType);
		if (answer.status < 300) findings.push(...checkRequest(operation, sent, type));
		if (findings.length > 0) {
			throw new Error(`${method} ${path} → ${answer.status} is not as the contract says:\n${findings.join('\n')}`);
		}
		return answer;
	}

	get(path: string, query?: Sent['query']): Promise<Answer> {
		return this.send('GET', path, { query });
	}

	post(path: string, body: unknown, headers?: Sent['headers']): Promise<Answer> {
		return this.send('POST', path, { body, headers });
	}

	patch(path: string, body: unknown, headers?: Sent['headers']): Promise<Answer> {
		return this.send('PATCH', path, { body, headers });
	}

	put(path: string, body: Buffer, headers?: Sent['headers']): Promise<Answer> {
		return this.send('PUT', path, { body, headers });
	}

	delete(path: string, headers?: Sent['headers']): Promise<Answer> {
		return this.send('DELETE', path, { headers });
	}
}
