import PatchbayCore

/// One entry of a set of keys. Source: RFC 7517, section 4, and RFC 7518, section 6.3.1.
struct WireKey: Decodable {
    let kty: String
    let kid: String?
    let use: String?
    let n: String?
    let e: String?

    /// The key, if it is one for RSA signatures and complete.
    var key: JSONWebKeySet.Key? {
        guard kty == "RSA", use == nil || use == "sig", let kid, let n, let e, let modulus = Base64URL.decode(n),
            let exponent = Base64URL.decode(e), !modulus.isEmpty, !exponent.isEmpty
        else { return nil }
        return JSONWebKeySet.Key(id: kid, modulus: modulus, exponent: exponent)
    }
}
