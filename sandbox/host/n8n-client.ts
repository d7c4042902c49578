// Speaks to a running n8n as its editor does.
import { parse as parseFlatted } from 'flatted';
import type { IDataObject, INode, IRunExecutionData, IWorkflowBase } from 'n8n-workflow';

const POLL_MS = 200;
/** How long n8n may hold its database for unreachable. */
const DATABASE_MS = 60_000;

/** The person who owns the instance. */
export interface Owner {
	readonly email: string;
	readonly password: string;
	readonly firstName: string;
	readonly lastName: string;
}

/** A stored credential, as a node refers to it. */
export interface CredentialReference {
	readonly id: string;
	readonly name: string;
}

/** A workflow to import: a template or an export. */
export type WorkflowJson = Pick<IWorkflowBase, 'nodes' | 'connections'> & Partial<IWorkflowBase>;

/** One line of the list of executions. */
export interface ExecutionSummary {
	readonly id: string;
	readonly workflowId: string;
	readonly status: string;
	readonly mode: string;
	readonly startedAt: string;
	readonly stoppedAt: string | null;
}

/** One execution with what each node did. */
export interface Execution extends ExecutionSummary {
	readonly data: IRunExecutionData;
}

/** What the editor knows of a node type. */
export interface NodeTypeInfo {
	readonly name: string;
	readonly displayName: string;
	readonly credentials?: ReadonlyArray<{ readonly name: string }>;
}

const ENDED = new Set(['success', 'error', 'crashed', 'canceled']);

/** A signed-in client; every method rejects with n8n's own message when n8n refuses. */
export class N8nClient {
	readonly #url: string;
	#cookie = '';

	constructor(url: string) {
		this.#url = url;
	}

	/** The `Cookie` header of the session, for a browser or a request of one's own. */
	get cookie(): string {
		return this.#cookie;
	}

	/** Makes the owner of a new instance, and signs in. */
	async setUpOwner(owner: Owner): Promise<void> {
		await this.request('POST', '/rest/owner/setup', owner);
	}

	async signIn({ email, password }: Owner): Promise<void> {
		await this.request('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	}

	/** The node types whose name starts with `prefix`. */
	async nodeTypes(prefix = ''): Promise<NodeTypeInfo[]> {
		const types = await this.request<NodeTypeInfo[]>('GET', '/types/nodes.json');
		return types.filter(({ name }) => name.startsWith(prefix));
	}

	async createCredential(name: string, type: string, data: IDataObject): Promise<CredentialReference> {
		const { id } = await this.request<{ id: string }>('POST', '/rest/credentials', { name, type, data });
		return { id, name };
	}

	/** Runs the test of a credential, as the editor's dialog does. */
	async testCredential(
		reference: CredentialReference,
		type: string,
		data: IDataObject,
	): Promise<{ status: string; message: string }> {
		return await this.request('POST', '/rest/credentials/test', { credentials: { ...reference, type, data } });
	}

	/**
	 * Imports a workflow and chooses the given credentials, by type, in every node that can use them: what a person does
	 * in the editor after an import. Returns its id; it is not published.
	 */
	async importWorkflow(
		json: WorkflowJson,
		credentials: Readonly<Record<string, CredentialReference>> = {},
	): Promise<string> {
		const types = new Map((await this.nodeTypes()).map((type) => [type.name, type]));
		const nodes = json.nodes.map((node) => chooseCredentials(node, types.get(node.type), credentials));
		const { id } = await this.request<{ id: string }>('POST', '/rest/workflows', {
			name: json.name ?? 'Imported',
			nodes,
			connections: json.connections,
			settings: json.settings ?? {},
		});
		return id;
	}

	async workflow(id: string): Promise<IWorkflowBase & { versionId: string }> {
		return await this.request('GET', `/rest/workflows/${id}`);
	}

	/** Changes a stored workflow. A published workflow goes on as it was until it is published again. */
	async updateWorkflow(id: string, change: Partial<IWorkflowBase>): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.request('PATCH', `/rest/workflows/${id}`, { ...change, versionId });
	}

	/** Publishes the newest version: its triggers are live when this resolves. */
	async publish(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.request('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	async unpublish(id: string): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/** Runs a stored workflow by hand from its trigger, and resolves with the finished execution. */
	async run(workflowId: string, trigger: string, timeoutMs = 120_000): Promise<Execution> {
		const { executionId } = await this.request<{ executionId: string }>('POST', `/rest/workflows/${workflowId}/run`, {
			triggerToStartFrom: { name: trigger },
		});
		return await this.finished(executionId, timeoutMs);
	}

	/** The newest executions of a workflow, newest first. */
	async executions(workflowId: string, limit = 50): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const page = await this.request<{ results: ExecutionSummary[] }>(
			'GET',
			`/rest/executions?limit=${limit}&filter=${filter}`,
		);
		return page.results;
	}

	/** One execution with its data. */
	async execution(id: string): Promise<Execution> {
		const found = await this.request<Omit<Execution, 'data'> & { data: string }>('GET', `/rest/executions/${id}`);
		return { ...found, data: parseFlatted(found.data) as IRunExecutionData };
	}

	/** Resolves when an execution has ended, well or badly. */
	async finished(id: string, timeoutMs = 120_000): Promise<Execution> {
		return await this.until(
			`execution ${id} to end`,
			async () => {
				const found = await this.execution(id);
				return ENDED.has(found.status) ? found : undefined;
			},
			timeoutMs,
		);
	}

	/** Asks again and again until `probe` returns something; rejects after `timeoutMs`. */
	async until<T>(what: string, probe: () => Promise<T | undefined>, timeoutMs = 120_000): Promise<T> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const found = await probe();
			if (found !== undefined) return found;
			if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}.`);
			await new Promise((resolve) => setTimeout(resolve, POLL_MS));
		}
	}

	/**
	 * Any request to n8n's internal API; returns the `data` of its answer where it has one. While n8n holds its database for
	 * unreachable, which it does where a ping comes back late on a busy machine, it carries nothing out: it is asked again.
	 */
	async request<T>(method: string, path: string, body?: object): Promise<T> {
		const deadline = Date.now() + DATABASE_MS;
		let { response, text } = await this.#send(method, path, body);
		while (response.status === 503 && text.includes('Database is not ready') && Date.now() < deadline) {
			await new Promise((resolve) => setTimeout(resolve, POLL_MS));
			({ response, text } = await this.#send(method, path, body));
		}
		if (!response.ok) throw new Error(`n8n answered ${response.status} to ${method} ${path}: ${text.slice(0, 1000)}`);
		if (text === '') return undefined as T;
		const answer = JSON.parse(text) as T | { data: T };
		return typeof answer === 'object' && answer !== null && 'data' in answer ? answer.data : (answer as T);
	}

	async #send(method: string, path: string, body: object | undefined): Promise<{ response: Response; text: string }> {
		const response = await fetch(`${this.#url}${path}`, {
			method,
			headers: {
				...(this.#cookie !== '' && { cookie: this.#cookie }),
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		this.#keepCookie(response);
		return { response, text: await response.text() };
	}

	#keepCookie(response: Response): void {
		const session = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
		if (session !== undefined) this.#cookie = session.split(';')[0] ?? '';
	}
}

function chooseCredentials(
	node: INode,
	type: NodeTypeInfo | undefined,
	given: Readonly<Record<string, CredentialReference>>,
): INode {
	const chosen = (type?.credentials ?? []).flatMap(({ name }) => {
		const reference = given[name];
		return reference === undefined ? [] : [[name, reference] as const];
	});
	if (chosen.length === 0) return node;
	return { ...node, credentials: { ...node.credentials, ...Object.fromEntries(chosen) } };
}
