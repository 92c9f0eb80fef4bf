/** Real servers for tests: a MySQL installation and its servers, TLS certificates, and a proxy that injects faults. */
@NullMarked
package io.mysqlclone.testbed;

import org.jspecify.annotations.NullMarked;
