/** How the clone-agent moves the bytes and what it runs in. */
@NullMarked
package io.mysqlclone.api.v1alpha1.agent;

import org.jspecify.annotations.NullMarked;
