import { z } from 'zod';

/**
 * What can go wrong, named by what the client sees and by whether the server had already acted:
 * - `rateLimited`, `serverError`, `unavailable`: refused before anything was changed;
 * - `lostRequest`: the connection hangs, then dies, before anything was changed;
 * - `lostResponse`: the request is carried out, then the connection hangs and dies without an answer;
 * - `slow`: carried out after a delay; `truncated`: carried out, half of the body arrives; `html`: a proxy's page.
 */
export const FAULT_KINDS = [
	'rateLimited',
	'serverError',
	'unavailable',
	'lostRequest',
	'lostResponse',
	'slow',
	'truncated',
	'html',
] as const;

export const faultSchema = z
	.object({
		kind: z.enum(FAULT_KINDS),
		/** How many requests it strikes; without it, all until it is switched off. */
		times: z.number().int().positive().optional(),
		/** How many matching requests it lets pass first. */
		skip: z.number().int().nonnegative().optional(),
		method: z.union([z.string(), z.array(z.string())]).optional(),
		/** A regular expression on the path below the API root, e.g. `^/service/tickets`. */
		path: z
			.string()
			.refine((source) => isRegExp(source), 'is not a regular expression')
			.optional(),
		/** `slow`: how long to wait. `lostRequest`, `lostResponse`: how long to hang before the connection dies. */
		delayMs: z.number().int().nonnegative().max(600_000).optional(),
		/** `rateLimited`: the `Retry-After` header in seconds. */
		retryAfterSeconds: z.number().int().nonnegative().optional(),
		/** `html`: the status of the page, by default 200, as captive proxies answer. `serverError`: another than 500. */
		status: z.number().int().min(200).max(599).optional(),
		/** `serverError`: the message of the vendor's error body. */
		message: z.string().optional(),
	})
	.strict();

export type Fault = z.infer<typeof faultSchema>;
export type ActiveFault = Fault & { readonly id: number; readonly struck: number };

interface Entry {
	readonly id: number;
	readonly fault: Fault;
	readonly methods: ReadonlySet<string> | null;
	readonly path: RegExp | null;
	toSkip: number;
	struck: number;
}

/** The faults that are switched on. The first that matches a request strikes it. */
export class FaultSwitches {
	#entries: Entry[] = [];
	#nextId = 1;

	/** Switches a fault on. @returns its id, for {@link remove}. @throws ZodError for a malformed fault */
	add(fault: Fault): number {
		const parsed = faultSchema.parse(fault);
		const id = this.#nextId++;
		const methods = parsed.method === undefined ? null : new Set([parsed.method].flat().map((m) => m.toUpperCase()));
		const path = parsed.path === undefined ? null : new RegExp(parsed.path);
		this.#entries.push({ id, fault: parsed, methods, path, toSkip: parsed.skip ?? 0, struck: 0 });
		return id;
	}

	/** The fault that strikes this request, if any; counts it. */
	strike(method: string, path: string): Fault | undefined {
		for (const entry of this.#entries) {
			if (entry.fault.times !== undefined && entry.struck >= entry.fault.times) continue;
			if (entry.methods && !entry.methods.has(method)) continue;
			if (entry.path && !entry.path.test(path)) continue;
			if (entry.toSkip > 0) {
				entry.toSkip--;
				continue;
			}
			entry.struck++;
			return entry.fault;
		}
		return undefined;
	}

	/** Every fault switched on, spent ones too, with how often each has struck. */
	list(): ActiveFault[] {
		return this.#entries.map(({ id, fault, struck }) => ({ ...fault, id, struck }));
	}

	remove(id: number): boolean {
		const before = this.#entries.length;
		this.#entries = this.#entries.filter((entry) => entry.id !== id);
		return this.#entries.length < before;
	}

	clear(): void {
		this.#entries = [];
	}
}

function isRegExp(source: string): boolean {
	try {
		new RegExp(source);
		return true;
	} catch {
		return false;
	}
}
