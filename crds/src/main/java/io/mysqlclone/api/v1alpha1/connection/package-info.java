/** How servers are reached: the donor, the replication source, their credentials and TLS. */
@NullMarked
package io.mysqlclone.api.v1alpha1.connection;

import org.jspecify.annotations.NullMarked;
