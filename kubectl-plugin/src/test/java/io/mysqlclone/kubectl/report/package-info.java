@NullMarked
package io.mysqlclone.kubectl.report;

import org.jspecify.annotations.NullMarked;
