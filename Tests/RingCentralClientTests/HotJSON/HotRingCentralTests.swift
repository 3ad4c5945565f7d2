import Foundation
import PatchbayCore
import Testing

@testable import RingCentralClient

/// Directory entries, presences and their events are read straight from the bytes, to the same values as ever.
@Suite struct HotRingCentralTests {
    private let entry = #"""
        {"id":400137000004,"type":"User","status":"Enabled","firstName":"Ann\u00e9","lastName":"Lee","email":"ann@contoso.example","extensionNumber":101,
        "department":"Research and Development","jobTitle":null,"name":null,"subType":"VideoPro","hidden":false,"account":{"id":"37439510"},
        "phoneNumbers":[{"phoneNumber":"+16505550100","formattedPhoneNumber":"(650) 555-0100","type":"VoiceFax","label":null,"usageType":"DirectNumber",
        "primary":true}],"site":{"id":"main-site","name":"Main Site","code":null},"profileImage":{"etag":"x","uri":"https://x"}}
        """#

    private let presence = #"""
        {"uri":"https://x","extension":{"id":37439510,"uri":"https://x","extensionNumber":"101"},"presenceStatus":"Busy","userStatus":"Available",
        "telephonyStatus":"CallConnected","dndStatus":"TakeAllCalls","meetingStatus":"Disconnected","message":"a \"message\"","allowSeeMyPresence":true,
        "ringOnMonitoredCall":false,"pickUpCallsOnHold":null,"activeCalls":[{"id":"c1","direction":"Inbound","queueCall":true,"from":"+1650",
        "to":16505550100,"telephonyStatus":"Ringing","startTime":"2026-01-02T03:04:05.678Z","sessionId":8,"telephonySessionId":"s-8","terminationType":null}]}
        """#

    @Test func `an entry is the same read either way, and so is one with nothing but an id`() throws {
        try BothWays<DirectoryEntry>().agree(on: entry)
        try BothWays<DirectoryEntry>().agree(
            on: #"{"id":"a","phoneNumbers":null,"site":null,"account":null,"extensionNumber":null}"#)
    }

    @Test func `a presence is the same read either way`() throws {
        try BothWays<ExtensionPresence>().agree(on: presence)
        try BothWays<ExtensionPresence>().agree(on: #"{"extension":{"id":"1"}}"#)
    }

    @Test(arguments: 0..<3)
    func `broken ones are never more than the ordinary decoder makes of them`(seed: UInt64) {
        BothWays<DirectoryEntry>().agree(onBroken: entry, seed: seed)
        BothWays<ExtensionPresence>().agree(onBroken: presence, seed: seed)
    }

    @Test(arguments: [
        #""paging":{"page":1,"perPage":2000,"totalPages":3,"totalElements":5000}"#, #""paging":{"page":1}"#,
        #""paging":null"#, #""paging":{"page":9223372036854775807}"#,
        #""navigation":{"nextPage":{"uri":"https://x/?page=2"},"firstPage":{"uri":"https://x"}}"#,
        #""navigation":{"nextPage":null}"#,
        #""navigation":{"nextPage":{}}"#, #""navigation":{}"#, #""navigation":null"#, #""uri":"x""#,
    ])
    func `a page leads to the same next page read either way`(paging: String) throws {
        let json = Data(#"{"uri":"https://x","records":[\#(entry)],\#(paging)}"#.utf8)
        let url = try #require(URL(string: "https://x/?page=1"))
        let quick = try #require(PageEnvelope<DirectoryEntry>.quickly(from: json))
        let slow = try JSONDecoder().decode(PageEnvelope<DirectoryEntry>.self, from: json)
        #expect(quick.records == slow.records)
        #expect(try quick.next(after: url, of: .listDirectory) == slow.next(after: url, of: .listDirectory))
    }

    @Test func `an event about a presence is the same read either way`() throws {
        let body = #"""
            {"extensionId":37439510,"telephonyStatus":"NoCall","sequence":"9007199254740993","presenceStatus":"Available","userStatus":"Available",
            "dndStatus":"TakeAllCalls","allowSeeMyPresence":true,"totalActiveCalls":1,"activeCalls":[{"id":"1","from":"a"}],"other":{"x":[1]}}
            """#
        let json =
            #"{"uuid":"123","event":"/restapi/v1.0/account/1/extension/2/presence","timestamp":"2026-01-02T03:04:05Z","subscriptionId":"s","ownerId":9,"body":\#(body)}"#
        let quick = try #require(RingCentralEvent.presence(from: Data(json.utf8)))
        // A number with a fraction somewhere else makes the quick reader give up, and changes nothing else.
        let slow = try RingCentralEvent(
            Data(json.replacingOccurrences(of: #""uuid":"123""#, with: #""uuid":123.0"#).utf8))
        #expect(quick == slow)
        guard case .presence(let event) = quick.body else { return #expect(Bool(false), "no presence") }
        #expect(event.sequence == 9_007_199_254_740_993)
        try BothWays<PresenceEvent>().agree(on: body)
        BothWays<PresenceEvent>().agree(onBroken: body, seed: 8)
    }

    @Test(arguments: [
        #"{"extensionId":1,"eventType":"Update","hints":[]}"#,
        #"{"extensions":[{"extensionId":1,"eventType":"Create"}]}"#, #"{"contacts":[]}"#,
        #"{"expiresIn":9}"#, #"{"extensionId":1}"#, #"{"presenceStatus":"Busy"}"#,
        #"{"extensionId":1,"presenceStatus":"Busy","eventType":"x"}"#, "null", "7",
    ])
    func `an event about something else is not taken for one about a presence`(body: String) {
        #expect(RingCentralEvent.presence(from: Data(#"{"uuid":"1","event":"x","body":\#(body)}"#.utf8)) == nil)
    }
}
