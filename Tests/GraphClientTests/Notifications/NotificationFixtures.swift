import Foundation
import GraphClient
import PatchbayCore

/// Bodies and tokens as Graph sends them, with a signature that only ``WordVerifier`` takes for one.
enum NotificationFixtures {
    static let appID = "9c1c9d1e-52f4-4a0b-8d6e-5a2b7c3d4e5f"
    static let tenantID = "7f3a5b1c-6d2e-4f80-9a1b-2c3d4e5f6a7b"
    static let date = Date(timeIntervalSince1970: 1_800_000_000)
    static let keys = JSONWebKeySet([.init(id: "k1", modulus: Data([1]), exponent: Data([3]))])

    static func validator(keys: JSONWebKeySet = keys, cloud: Cloud = .global) -> NotificationTokenValidator {
        NotificationTokenValidator(
            appIDs: [appID], tenantIDs: [tenantID.uppercased()], cloud: cloud, keys: keys, verifier: WordVerifier())
    }

    /// The claims of a good token of the first version.
    static var claims: [String: any Encodable & Sendable] {
        [
            "aud": appID, "iss": "https://sts.windows.net/\(tenantID)/", "tid": tenantID,
            "appid": NotificationTokenValidator.publisher, "nbf": 1_799_999_000, "exp": 1_800_003_600,
        ]
    }

    static func token(
        header: String = #"{"alg":"RS256","kid":"k1"}"#, signature: String = "signed with k1",
        _ change: (inout [String: any Encodable & Sendable]) -> Void = { _ in }
    ) -> String {
        var claims = claims
        change(&claims)
        let body = claims.sorted { $0.key < $1.key }.map { name, value in
            value is String ? "\"\(name)\":\"\(value)\"" : "\"\(name)\":\(value)"
        }
        let parts = [header, "{\(body.joined(separator: ","))}", signature]
        return parts.map { Base64URL.encode($0.utf8) }.joined(separator: ".")
    }

    static func item(
        subscription: String = "s1", state: String = "the secret", tenant: String = tenantID, more: String = ""
    ) -> String {
        """
        {"subscriptionId":"\(subscription)","subscriptionExpirationDateTime":"2027-01-15T09:00:00Z",\
        "clientState":"\(state)","tenantId":"\(tenant)"\(more)}
        """
    }

    static let updated =
        #","changeType":"updated","resource":"communications/presences/u1","resourceData":{"id":"u1"}"#
    static let encrypted =
        updated
        + #","encryptedContent":{"data":"AAEC","dataSignature":"Aw==","dataKey":"BA==","encryptionCertificateId":"c"}"#

    static func body(_ items: [String], tokens: [String]? = nil) -> Data {
        let texts = tokens.map { #","validationTokens":["# + $0.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
        return Data("{\"value\":[\(items.joined(separator: ","))]\(texts ?? "")}".utf8)
    }
}

/// Takes “signed with” and the key's name for a signature.
struct WordVerifier: SignatureVerifier {
    func isValid(signature: Data, of signed: Data, key: JSONWebKeySet.Key) -> Bool {
        signature == Data("signed with \(key.id)".utf8) && !signed.isEmpty
    }
}
