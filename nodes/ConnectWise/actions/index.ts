import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { carriedResources } from '../../shared/carried';
import { resourceProperties, routeOperation, type NodeResources } from '../../shared/resource-router';
import { executionAccess, executionConnector, type RecordAccess } from '../transport/connection';
import { carriedSystem } from './carried';
import { company } from './company';
import { contact } from './contact';
import { sync } from './sync';
import { ticket } from './ticket';

const resources: NodeResources<RecordAccess> = {
	records: { company, contact, ticket },
	carried: carriedResources(carriedSystem),
	sync,
};

export const properties = resourceProperties(resources);

/** Carries out the chosen operation of the chosen resource. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await routeOperation.call(this, resources, { access: executionAccess, connector: executionConnector });
}
