package io.mysqlclone.mysql.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The names a certificate is for: its DNS and IP subject alternative names, or, when it has no DNS one, its subject's
 * common name, which is what MySQL's own client falls back to.
 *
 * @param dns names, perhaps with {@code *} as the whole first label
 * @param ip addresses as text
 */
record CertificateNames(List<String> dns, List<String> ip) {
    private static final int SAN_DNS = 2;
    private static final int SAN_IP = 7;
    private static final Pattern IP_LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    public CertificateNames {
        dns = List.copyOf(dns);
        ip = List.copyOf(ip);
    }

    /** The names of {@code certificate}. */
    static CertificateNames of(X509Certificate certificate) throws CertificateParsingException {
        List<String> dns = new ArrayList<>();
        List<String> ip = new ArrayList<>();
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names != null) {
            for (List<?> name : names) {
                if (name.get(0) instanceof Integer type && name.get(1) instanceof String value) {
                    switch (type) {
                        case SAN_DNS -> dns.add(value);
                        case SAN_IP -> ip.add(value);
                        default -> {}
                    }
                }
            }
        }
        if (dns.isEmpty()) {
            dns.addAll(commonNames(certificate));
        }
        return new CertificateNames(dns, ip);
    }

    /** Whether the certificate is for {@code host}, a name or an IP literal. */
    boolean match(String host) {
        if (IP_LITERAL.matcher(host).matches()) {
            return ip.stream().anyMatch(address -> sameAddress(address, host))
                    || dns.stream().anyMatch(host::equalsIgnoreCase);
        }
        return dns.stream().anyMatch(pattern -> matches(pattern, host));
    }

    @Override
    public String toString() {
        List<String> all = new ArrayList<>(dns);
        all.addAll(ip);
        return all.isEmpty() ? "nobody" : String.join(", ", all);
    }

    private static boolean matches(String pattern, String host) {
        String wanted = withoutRootDot(host.toLowerCase(Locale.ROOT));
        String given = withoutRootDot(pattern.toLowerCase(Locale.ROOT));
        if (given.equals(wanted)) {
            return true;
        }
        int dot = wanted.indexOf('.');
        // "*.com" is for everybody, which is for nobody: two labels must follow the star.
        return given.startsWith("*.")
                && given.indexOf('.', 2) > 0
                && dot > 0
                && given.substring(1).equals(wanted.substring(dot));
    }

    private static String withoutRootDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean sameAddress(String first, String second) {
        try {
            // Both are literals, so nothing is looked up.
            return InetAddress.getByName(first).equals(InetAddress.getByName(second));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static List<String> commonNames(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .toList();
        } catch (InvalidNameException e) {
            return List.of();
        }
    }
}
