import Foundation
import GenesysClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct ErrorTests {
    private func error(_ body: String, _ status: Int, fields: HTTPFields = [:]) -> ServiceError {
        GenesysDialect().error(
            from: .json(body, status: status, fields: fields), operation: "scim.users.patch", now: .distantPast)
    }

    @Test func `the platform's error shape is read on a SCIM path`() {
        let error = error(
            #"{"message":"Missing permission","code":"missing.any.permissions","status":403,"contextId":"c-1"}"#, 403)
        #expect(error.code == "missing.any.permissions")
        #expect(error.category == .permission)
        #expect(error.requestID == "c-1")
        #expect(error.remedy?.action == .grantPermissions(["directory:user:edit"]))
    }

    @Test func `the id that support asks for is in what an error says`() {
        let error = error(#"{"message":"Oops","code":"internal"}"#, 500, fields: ["ININ-Correlation-Id": "c-77"])
        #expect(error.requestID == "c-77")
        #expect(error.description.contains("c-77"))
    }

    @Test func `SCIM's own error shape is read too`() {
        let error = error(
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"Taken"}"#,
            409, fields: ["inin-correlation-id": "c-2"])
        #expect(error.code == "uniqueness")
        #expect(error.message == "Taken")
        #expect(error.category == .conflict)
        #expect(error.requestID == "c-2")
        #expect(!error.isStaleVersion)
    }

    @Test(arguments: [
        (412, "{}"), (400, #"{"scimType":"invalidVers","detail":"x"}"#),
        (409, #"{"scimType":"mutability","detail":"Version does not match current version"}"#),
        (409, #"{"code":"general.conflict","message":"version mismatch"}"#),
    ]) func `a stale version is one, whether it comes as 400, 409 or 412`(status: Int, body: String) {
        let error = error(body, status)
        #expect(error.isStaleVersion)
        #expect(error.category == .conflict)
    }

    @Test func `the limit that fired and the field that is wrong are named`() {
        let limited = error(
            #"{"code":"too.many.requests","message":"Rate limit exceeded","limit":{"key":"client.credentials.token.rate.per.minute"}}"#,
            429)
        #expect(limited.message.contains("client.credentials.token.rate.per.minute"))
        let wrong = error(#"{"code":"bad.request","message":"Invalid","details":[{"fieldName":"addresses"}]}"#, 400)
        #expect(wrong.message.contains("addresses"))
    }

    @Test func `an answer that is not JSON still has a category`() {
        #expect(error("<html>", 502).category == .unavailable)
    }
}
