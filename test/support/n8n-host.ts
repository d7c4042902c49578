// The same host that the demo starts.
export * from '../../sandbox/host';
