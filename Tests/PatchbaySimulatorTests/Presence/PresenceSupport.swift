import Foundation
import PatchbayCore
import PatchbaySimulator
import Testing

/// The calls about presence that these tests make.
extension Session {
    /// What the client sees of one user.
    func shown(_ user: String, token: String? = nil) async throws -> String {
        let presence = try await graph(.get, "/users/\(user)/presence", token: token).json
        return "\(presence["availability"].string ?? "")/\(presence["activity"].string ?? "")"
    }

    func setPresence(
        _ user: String, _ availability: String, _ activity: String, for length: String? = nil, session: String? = nil,
        token: String? = nil
    ) async throws -> HTTPResponse {
        let length = length.map { #","expirationDuration":"\#($0)""# } ?? ""
        return try await graph(
            .post, "/users/\(user)/presence/setPresence", token: token,
            body: """
                {"sessionId":"\(session ?? settings.apps[0].clientID)","availability":"\(availability)",\
                "activity":"\(activity)"\(length)}
                """)
    }

    func clearPresence(_ user: String) async throws -> HTTPResponse {
        try await graph(
            .post, "/users/\(user)/presence/clearPresence", body: #"{"sessionId":"\#(settings.apps[0].clientID)"}"#)
    }

    func prefer(_ user: String, _ availability: String, _ activity: String) async throws -> HTTPResponse {
        try await graph(
            .post, "/users/\(user)/presence/setUserPreferredPresence",
            body: #"{"availability":"\#(availability)","activity":"\#(activity)"}"#)
    }

    /// A token of RingCentral's.
    func ringCentralToken() async throws -> String {
        var form = FormBody()
        form.append("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
        form.append("assertion", settings.ringCentral.jwt)
        let client = Data("\(settings.ringCentral.clientID):\(settings.ringCentral.clientSecret)".utf8)
        let answer = try await send(
            .post, "https://platform.ringcentral.com/restapi/oauth/token",
            fields: [
                "Authorization": "Basic \(client.base64EncodedString())",
                "Content-Type": "application/x-www-form-urlencoded",
            ], body: form.encoded)
        return try #require(answer.json["access_token"].string)
    }

    /// A call to the account at RingCentral.
    func ringCentral(
        _ method: HTTPMethod = .get, _ path: String, token: String? = nil, accept: String? = nil, body: String? = nil
    ) async throws -> HTTPResponse {
        let bearer = if let token { token } else { try await ringCentralToken() }
        var fields: HTTPFields = ["Authorization": "Bearer \(bearer)"]
        fields["Accept"] = accept
        if body != nil { fields["Content-Type"] = "application/json" }
        return try await send(
            method, "https://platform.ringcentral.com/restapi/v1.0/account/~\(path)", fields: fields, body: body)
    }

    /// An enabled user of the telephone system.
    func telephone(_ number: Int = 0) throws -> SimulatedExtension {
        let people = settings.population.extensions.filter { $0.type == "User" && $0.status == "Enabled" }
        return try #require(people.dropFirst(number).first)
    }
}
