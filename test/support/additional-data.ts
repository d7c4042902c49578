import { type ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import type { IWorkflowExecuteAdditionalData, Workflow } from 'n8n-workflow';
import { CredentialsFromStore, type CredentialStore } from './credentials';

const BASE = 'http://localhost:5678';

/** What n8n's server gives to an execution beside the workflow. */
export function additionalDataFor(
	workflow: Workflow,
	credentials: CredentialStore,
	hooks?: ExecutionLifecycleHooks,
): IWorkflowExecuteAdditionalData {
	return {
		credentialsHelper: new CredentialsFromStore(credentials),
		executeWorkflow: async () => {
			throw new Error('An in-process run has no sub-workflows: use the real host for this.');
		},
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		startRunnerTask: async () => {
			throw new Error('An in-process run has no task runner: use the real host for this.');
		},
		logAiEvent: () => undefined,
		executionId: 'in-process',
		workflowId: workflow.id,
		currentNodeExecutionIndex: 0,
		restApiUrl: `${BASE}/rest`,
		instanceBaseUrl: BASE,
		formBaseUrl: `${BASE}/form`,
		formWaitingBaseUrl: `${BASE}/form-waiting`,
		formTestBaseUrl: `${BASE}/form-test`,
		webhookBaseUrl: `${BASE}/webhook`,
		webhookWaitingBaseUrl: `${BASE}/webhook-waiting`,
		webhookTestBaseUrl: `${BASE}/webhook-test`,
		mcpBaseUrl: `${BASE}/mcp`,
		mcpTestBaseUrl: `${BASE}/mcp-test`,
		variables: {},
		externalSecretsProxy: new ExternalSecretsProxy(),
		hooks,
	};
}
