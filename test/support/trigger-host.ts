// A trigger node in a pretended n8n: its webhook answers over HTTP, its registration is made and removed as n8n does it,
// and what it starts is kept for the test. n8n itself runs it in test/e2e/long/webhooks.test.ts.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
	IDataObject,
	IHookFunctions,
	INodeExecutionData,
	INodeType,
	IRun,
	ITriggerFunctions,
	ITriggerResponse,
	IWebhookFunctions,
	IWebhookResponseData,
	WorkflowActivateMode,
} from 'n8n-workflow';

export interface TriggerHostOptions {
	readonly parameters?: IDataObject;
	/** By credential type. */
	readonly credentials?: Readonly<Record<string, IDataObject>>;
	/** What n8n believes its address to be; default: where it really is. */
	readonly webhookUrl?: string;
	readonly nodeName?: string;
	/** What n8n kept of the node the last time. */
	readonly staticData?: IDataObject;
}

/** What a system has sent to the webhook. */
export interface Received {
	readonly body: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly query: Readonly<Record<string, string>>;
}

/** A run that the trigger has started. */
export interface StartedRun {
	readonly items: IDataObject[];
	end(status?: IRun['status']): void;
}

export class TriggerHost {
	readonly runs: StartedRun[] = [];
	readonly warnings: string[] = [];
	/** Every delivery over HTTP. */
	readonly received: Received[] = [];
	/** Of every delivery, in order of their answers. */
	readonly answers: number[] = [];
	/** What the last webhook handed to n8n. */
	lastResult: IWebhookResponseData | undefined;
	staticData: IDataObject;
	webhookUrl: string;
	#response: ITriggerResponse | undefined;
	#server: Server | undefined;
	readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

	private constructor(
		private readonly node: INodeType,
		private readonly options: TriggerHostOptions,
	) {
		this.staticData = options.staticData ?? {};
		this.webhookUrl = '';
	}

	static async start(node: INodeType, options: TriggerHostOptions = {}): Promise<TriggerHost> {
		const host = new TriggerHost(node, options);
		const server = createServer((request, response) => void host.#serve(request, response));
		host.#server = server;
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		host.webhookUrl =
			options.webhookUrl ??
			`http://127.0.0.1:${port}/webhook/${encodeURIComponent(host.options.nodeName ?? 'trigger')}`;
		return host;
	}

	/** Publishes the workflow: registers where nothing is registered, then starts the trigger. */
	async publish(activation: WorkflowActivateMode = 'activate'): Promise<void> {
		const hooks = this.node.webhookMethods?.default;
		const context = this.#hookContext(activation);
		if (!(await hooks?.checkExists.call(context))) await hooks?.create.call(context);
		this.#response = await this.node.trigger?.call(this.#triggerContext('trigger'));
	}

	async unpublish(): Promise<void> {
		await this.#response?.closeFunction?.();
		this.#response = undefined;
		await this.node.webhookMethods?.default?.delete.call(this.#hookContext('update'));
	}

	/** n8n ends without removing anything. */
	async stop(): Promise<void> {
		await this.#response?.closeFunction?.();
		this.#response = undefined;
		const server = this.#server;
		server?.closeAllConnections();
		await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
	}

	/** The editor's test: what the workflow starts with once an event has come, or at once. */
	async test(): Promise<IDataObject[]> {
		const before = this.runs.length;
		const response = await this.node.trigger?.call(this.#triggerContext('manual'));
		await response?.manualTriggerFunction?.();
		return this.runs[before].items;
	}

	/** Hands a delivery over without HTTP. @returns the status of the answer */
	async deliver(
		body: string | Buffer,
		headers: Readonly<Record<string, string>>,
		mode: 'webhook' | 'manual' = 'webhook',
		query: Readonly<Record<string, string>> = {},
	) {
		let answered = 0;
		const response = { status: (code: number) => ({ end: () => void (answered = code) }) };
		this.lastResult = await this.node.webhook?.call(
			this.#webhookContext({ body: Buffer.from(body), headers, query }, response, mode),
		);
		this.answers.push(answered);
		return answered;
	}

	/** Hands over once more what was received before. */
	async deliverAgain({ body, headers, query }: Received): Promise<number> {
		return await this.deliver(body, headers, 'webhook', query);
	}

	/** Resolves when so many runs have been started. */
	async untilRuns(count: number): Promise<void> {
		if (this.runs.length >= count) return;
		await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
	}

	async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const answer = {
			status: (code: number) => ({
				end: () => {
					this.answers.push(code);
					response.writeHead(code).end();
				},
			}),
		};
		const headers = request.headers as Record<string, string>;
		const query = Object.fromEntries(new URL(request.url ?? '/', 'http://localhost').searchParams);
		const body = Buffer.concat(chunks);
		this.received.push({ body: body.toString('utf8'), headers, query });
		this.lastResult = await this.node.webhook?.call(this.#webhookContext({ body, headers, query }, answer, 'webhook'));
	}

	#common(): object {
		const { parameters = {}, credentials = {}, nodeName = 'Trigger' } = this.options;
		return {
			getNode: () => ({ id: nodeName, name: nodeName, type: 't', typeVersion: 1, position: [0, 0], parameters: {} }),
			getWorkflow: () => ({ id: 'workflow', name: 'Workflow', active: true }),
			getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
			getCredentials: async (type: string) => {
				const found = credentials[type];
				if (found === undefined) throw new Error(`The test gave no credential ${type}.`);
				return found;
			},
			getWorkflowStaticData: () => this.staticData,
			logger: {
				warn: (message: string, more?: { reason?: string }) => this.warnings.push(`${message} ${more?.reason ?? ''}`),
				debug: () => undefined,
			},
		};
	}

	#hookContext(activation: WorkflowActivateMode): IHookFunctions {
		return {
			...this.#common(),
			getMode: () => 'trigger',
			getActivationMode: () => activation,
			getNodeWebhookUrl: () => this.webhookUrl,
		} as unknown as IHookFunctions;
	}

	#triggerContext(mode: 'trigger' | 'manual'): ITriggerFunctions {
		return {
			...this.#common(),
			getMode: () => mode,
			emit: (data: INodeExecutionData[][], _response: unknown, done?: { resolve(run: IRun): void }) => {
				const end = (status: IRun['status'] = 'success'): void =>
					done?.resolve({ status, data: { resultData: {} } } as never);
				this.runs.push({ items: data[0].map(({ json }) => json), end });
				for (const waiting of this.#waiting) if (this.runs.length >= waiting.count) waiting.resolve();
			},
			helpers: {
				createDeferredPromise: deferred,
				returnJsonArray: (json: IDataObject[]) => json.map((one) => ({ json: one })),
			},
		} as unknown as ITriggerFunctions;
	}

	#webhookContext(
		{ body, headers, query }: { body: Buffer; headers: object; query: object },
		response: object,
		mode: string,
	): IWebhookFunctions {
		return {
			...this.#common(),
			getMode: () => mode,
			getRequestObject: () => ({ rawBody: body }),
			getQueryData: () => query,
			getHeaderData: () => headers,
			getResponseObject: () => response,
		} as unknown as IWebhookFunctions;
	}
}

function deferred<T>() {
	let resolve: (value: T) => void = () => undefined;
	const promise = new Promise<T>((onValue) => (resolve = onValue));
	return { promise, resolve };
}
