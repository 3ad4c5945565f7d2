import GraphClient
import PatchbayCore
import Testing

@Suite struct CloudTests {
    @Test func `each cloud has its own Graph, authority and scope`() {
        let rows: [(Cloud, String, String)] = [
            (.global, "https://graph.microsoft.com", "https://login.microsoftonline.com"),
            (.gccHigh, "https://graph.microsoft.us", "https://login.microsoftonline.us"),
            (.dod, "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
            (.china, "https://microsoftgraph.chinacloudapi.cn", "https://login.partner.microsoftonline.cn"),
        ]
        for (cloud, graph, authority) in rows {
            #expect(cloud.graph.base == graph)
            #expect(cloud.authority.base == authority)
            #expect(cloud.defaultScope == graph + "/.default")
        }
    }
}
