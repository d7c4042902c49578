export { excerpt } from './body';
export type { Body } from './body';
export type { Classify, FailedAnswer, Failure } from './failure';
export { failureOf } from './failure';
export type { RetryPolicy } from './retry';
export { HttpTransport } from './transport';
export type { HttpAnswer, HttpCall, Query, TransportOptions } from './transport';
export { readWindow, windowState } from './window';
export type { Window, WindowAnswer, WindowOptions, WindowPage, WindowState } from './window';
