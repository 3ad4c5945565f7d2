#if Crypto
    import Foundation
    import GraphClient
    import PatchbayCrypto
    import Testing

    /// A signature made by others, published with its key. Source: RFC 7515, appendix A.2 (RS256).
    @Suite struct `Crypto: the known answer of RFC 7515` {
        /// Header and claims, with the line ends that the RFC has in them.
        private static let signed = [
            "eyJhbGciOiJSUzI1NiJ9.",
            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
        ].joined()
        private static let signature = [
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdb",
            "F9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383",
            "LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWy",
            "wlVmtVrBp0igcN_IoypGlUPQGe77Rw",
        ].joined()
        private static let modulus = [
            "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SF",
            "d2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo",
            "7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkM",
            "Ls91kzk2PAcDTW9gb54h4FRWyuXpoQ",
        ].joined()

        /// The key as a set has it: the RFC's key has no name, so it gets one here.
        private func key() throws -> JSONWebKeySet.Key {
            let set = #"{"keys":[{"kty":"RSA","kid":"a2","use":"sig","n":"\#(Self.modulus)","e":"AQAB"}]}"#
            return try #require(try JSONWebKeySet(json: Data(set.utf8))["a2"])
        }

        private func bytes(_ text: String) throws -> Data {
            let plain = text.replacing("-", with: "+").replacing("_", with: "/")
            return try #require(Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)))
        }

        @Test func `the signature is valid over exactly what was signed`() throws {
            #expect(
                RSASignatureVerifier().isValid(
                    signature: try bytes(Self.signature), of: Data(Self.signed.utf8), key: try key()))
        }

        @Test func `one other character, or the line ends taken out, and it is not`() throws {
            let signature = try bytes(Self.signature)
            for position in [0, 20, 21, Self.signed.count - 1] {
                var changed = Data(Self.signed.utf8)
                changed[position] ^= 1
                #expect(!RSASignatureVerifier().isValid(signature: signature, of: changed, key: try key()))
            }
            let compact = Data(#"{"iss":"joe","exp":1300819380,"http://example.com/is_root":true}"#.utf8)
            let text = "eyJhbGciOiJSUzI1NiJ9." + compact.base64EncodedString().filter { $0 != "=" }
            #expect(!RSASignatureVerifier().isValid(signature: signature, of: Data(text.utf8), key: try key()))
        }

        @Test func `a signature that is changed, cut or empty is not valid, and neither is another exponent`() throws {
            let (signature, signed, key) = (try bytes(Self.signature), Data(Self.signed.utf8), try key())
            for position in [0, 128, 255] {
                var changed = signature
                changed[position] ^= 1
                #expect(!RSASignatureVerifier().isValid(signature: changed, of: signed, key: key))
            }
            for cut in [signature.dropLast(), Data()] {
                #expect(!RSASignatureVerifier().isValid(signature: Data(cut), of: signed, key: key))
            }
            let other = JSONWebKeySet.Key(id: "a2", modulus: key.modulus, exponent: Data([3]))
            #expect(!RSASignatureVerifier().isValid(signature: signature, of: signed, key: other))
        }
    }
#endif
