import Foundation
import PatchbayCore
import PatchbaySimulator
import Testing

extension Session {
    static let ringCentral = "https://platform.ringcentral.com/restapi"

    func ringCentralToken(
        _ form: [(String, String)], client: String? = nil, secret: String? = nil
    ) async throws -> HTTPResponse {
        var body = FormBody()
        for (name, value) in form { body.append(name, value) }
        let pair = "\(client ?? settings.ringCentral.clientID):\(secret ?? settings.ringCentral.clientSecret)"
        return try await send(
            .post, "\(Session.ringCentral)/oauth/token",
            fields: ["Authorization": "Basic \(Data(pair.utf8).base64EncodedString())"], body: body.encoded)
    }

    func signIn() async throws -> HTTPResponse {
        try await ringCentralToken([
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", settings.ringCentral.jwt),
        ])
    }

    func refresh(_ token: String) async throws -> HTTPResponse {
        try await ringCentralToken([("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    /// Reads a path under the account.
    func ringCentral(
        _ path: String, token: String, query: Query = Query(), fields: HTTPFields = [:]
    ) async throws -> HTTPResponse {
        var fields = fields
        fields["Authorization"] = "Bearer \(token)"
        return try await send(.get, "\(Session.ringCentral)/v1.0/account/~\(path)\(query.suffix)", fields: fields)
    }
}

extension HTTPResponse {
    var accessToken: String { json["access_token"].string ?? "" }
    var refreshToken: String { json["refresh_token"].string ?? "" }
}
