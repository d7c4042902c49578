import { recordResource } from '../../../shared/operation';
import * as create from './create.operation';
import * as deleteOperation from './delete.operation';
import * as get from './get.operation';
import * as getMany from './getMany.operation';
import * as update from './update.operation';

export const ticket = recordResource('ticket', { create, delete: deleteOperation, get, getMany, update });
