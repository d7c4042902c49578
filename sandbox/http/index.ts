export { type ClockSettings, ServerClock, isoSeconds } from './clock';
export { CONTROL_ROOT, mountControl } from './control';
export { mountTenantControl } from './tenantControl';
export { type ActiveFault, FAULT_KINDS, type Fault, FaultSwitches } from './faults';
export { RateLimit } from './rateLimit';
export { type RecordedExchange, TrafficRecorder } from './recorder';
export { type LoggedRequest, type RequestFilter, RequestLog } from './requestLog';
export { type FaultAnswer, type SandboxServer, type SandboxServerOptions, createSandboxServer } from './server';
