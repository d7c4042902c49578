import { carriedLists } from '../../shared/carried';
import { carriedSystem } from '../actions/carried';
import { editorConnector } from '../transport/connection';
import { loadOptions as own } from './loadOptions';

export * as credentialTest from './credentialTest';
export * as listSearch from './listSearch';
export const loadOptions = { ...own, ...carriedLists(carriedSystem, editorConnector) };
