/**
 * The contract with clone-agent: its commands, what it says while it runs and when it ends, and the bearer token by which
 * it knows the operator. Knows neither Kubernetes nor a MySQL byte; uses OkHttp and Jackson.
 */
@NullMarked
package io.mysqlclone.operator.agent;

import org.jspecify.annotations.NullMarked;
