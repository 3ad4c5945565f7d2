import Foundation
import PatchbayCore
import Testing

@Suite struct ServiceErrorTests {
    private static let jwt = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.e30.c2ln"

    @Test func `an error says who refused what, why, and under which id`() {
        let error = ServiceError(
            service: .graph, operation: "teams.app.install", status: 403, code: "Forbidden",
            message: "Blocked by policy.", requestID: "r-1")
        #expect(
            "\(error)"
                == "Microsoft Graph refused teams.app.install with 403 Forbidden: Blocked by policy. (request r-1)")
        #expect(error.localizedDescription == "\(error)")
    }

    @Test func `no secret that a service repeats gets into an error`() {
        var error = ServiceError(
            service: .graph, operation: "x", status: 400, code: Self.jwt, innerCodes: [Self.jwt],
            message: "bad \(Self.jwt)", requestID: Self.jwt)
        expectHidden("eyJ", in: error)
        error.message = "changed \(Self.jwt)"
        expectHidden("eyJ", in: error)
        #expect(error.message == "changed …")
    }

    @Test func `codes are compared without regard to case, nested ones too`() {
        let error = ServiceError(
            service: .graph, operation: "x", status: 404, code: "NotFound", innerCodes: ["ResourceNotFound"])
        #expect(error.hasCode("notfound"))
        #expect(error.hasCode("RESOURCENOTFOUND"))
        #expect(!error.hasCode("Found"))
    }

    @Test(arguments: [
        (400, ErrorCategory.invalid), (401, .authentication), (403, .permission), (404, .notFound), (408, .unavailable),
        (409, .conflict), (410, .resyncRequired), (412, .conflict), (422, .invalid), (429, .throttled),
        (500, .unavailable), (503, .unavailable), (509, .unavailable), (302, .unknown), (0, .unknown), (999, .unknown),
    ])
    func `a status has a category until more is known`(status: Int, category: ErrorCategory) {
        #expect(ErrorCategory(status: status) == category)
        #expect(ServiceError(service: .graph, operation: "x", status: status).category == category)
    }
}

@Suite struct TransportErrorTests {
    @Test(arguments: [
        (TransportError.Kind.dns, true), (.cannotConnect, true), (.tls, true), (.refusedLocally, true),
        (.interrupted, false), (.timedOut, false), (.badResponse, false), (.init(rawValue: "new"), false),
    ])
    func `only where the request certainly never arrived may it be called unsent`(
        kind: TransportError.Kind, unsent: Bool
    ) {
        #expect(TransportError(kind, detail: "").isRequestKnownUnsent == unsent)
    }

    @Test func `the detail loses an address's query`() {
        let error = TransportError(.dns, detail: "https://a.example/x?token=t0ken not found")
        expectHidden("t0ken", in: error)
        #expect("\(error)" == "No answer (dns): https://a.example/x?… not found")
    }
}

@Suite struct AuthenticationErrorTests {
    @Test func `no secret that the identity service repeats gets into an error`() {
        var error = AuthenticationError(
            service: .entra, code: "AADSTS7000215", reason: .wrongSecret, message: "client_secret=hunter2 is wrong",
            correlationID: "c-1", remedy: Remedy("Make a new secret."))
        expectHidden("hunter2", in: error)
        error.message = "client_secret=hunter2"
        expectHidden("hunter2", in: error)
        #expect("\(error)".contains("AADSTS7000215"))
        #expect("\(error)".contains("correlation c-1"))
        #expect(error.recoverySuggestion == "Make a new secret.")
    }

    @Test func `only being busy passes by itself`() {
        func isTransient(_ reason: AuthenticationError.Reason) -> Bool {
            AuthenticationError(service: .entra, code: "", reason: reason, remedy: Remedy("")).isTransient
        }
        #expect(isTransient(.throttled))
        #expect(isTransient(.unavailable))
        #expect(!isTransient(.wrongSecret))
        #expect(!isTransient(.unknown))
    }
}

@Suite struct RemedyTests {
    @Test func `a remedy survives being stored`() throws {
        let remedies = [
            Remedy("Read."), Remedy("Grant.", action: .grantPermissions(["A", "B"])),
            Remedy("Wait.", action: .wait(seconds: 3)), Remedy("Open.", action: .open("https://a.example")),
        ]
        let data = try JSONEncoder().encode(remedies)
        #expect(try JSONDecoder().decode([Remedy].self, from: data) == remedies)
    }

    @Test func `a setting that is wrong is named in the remedy`() {
        let error = ConfigurationError("Missing.", remedy: "Set it.", setting: "AZURE_TENANT_ID")
        #expect(error.remedy.action == .fixConfiguration("AZURE_TENANT_ID"))
        #expect(ConfigurationError("Wrong.", remedy: "Read.").remedy.action == .read)
    }
}
