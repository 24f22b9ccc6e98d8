/* The preload of OpenTelemetry's meta package, as its README says. */
import '@opentelemetry/auto-instrumentations-node/register';
