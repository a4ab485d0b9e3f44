<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
    <name>AccountPage</name>
    <message>
        <location filename="../panels/admin/account.py" line="39" />
        <source>Pass phrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="42" />
        <source>New pass phrase</source>
        <translation>新口令</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="43" />
        <source>The same once more</source>
        <translation>再输入一次</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="45" />
        <source>Change the pass phrase</source>
        <translation>修改口令</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="47" />
        <source>Make a second factor</source>
        <translation>设置第二因素</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="62" />
        <location filename="../panels/admin/account.py" line="50" />
        <source>Second factor</source>
        <translation>第二因素</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="53" />
        <source>An authenticator on your telephone shows six digits (TOTP). What appears here is shown once: type the secret in there, and keep the recovery codes on paper.</source>
        <translation>手机上的验证器会显示六位数字 (TOTP)。此处内容只显示一次：请将密钥输入验证器，并将恢复码抄写保存。</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="81" />
        <source>The two pass phrases differ.</source>
        <translation>两次输入的口令不一致。</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="95" />
        <source>The pass phrase was changed.</source>
        <translation>口令已修改。</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="110" />
        <source>Secret: {0}</source>
        <translation>密钥：{0}</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="113" />
        <source>Recovery codes, each opens once:</source>
        <translation>恢复码，每个只能使用一次：</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="118" />
        <source>From now on the pass phrase alone opens nothing.</source>
        <translation>从现在起，仅凭口令无法打开。</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="125" />
        <source>It failed.</source>
        <translation>失败。</translation>
    </message>
</context><context>
    <name>AddDialog</name>
    <message>
        <location filename="../panels/finding/edit.py" line="74" />
        <source>Add a finding</source>
        <translation>添加所见</translation>
    </message>
    <message>
        <location filename="../panels/finding/edit.py" line="84" />
        <location filename="../panels/finding/edit.py" line="80" />
        <source>Finding</source>
        <translation>所见</translation>
    </message>
    <message>
        <location filename="../panels/finding/edit.py" line="85" />
        <location filename="../panels/finding/edit.py" line="82" />
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <location filename="../panels/finding/edit.py" line="83" />
        <source>may be empty</source>
        <translation>可留空</translation>
    </message>
</context><context>
    <name>AdministrationDialog</name>
    <message>
        <location filename="../panels/admin/window.py" line="36" />
        <source>OmniMed: administration</source>
        <translation>OmniMed：管理</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="42" />
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="50" />
        <source>Trail</source>
        <translation>审计记录</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="52" />
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="56" />
        <source>Users</source>
        <translation>用户</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="75" />
        <location filename="../panels/admin/window.py" line="61" />
        <source>Emergencies</source>
        <translation>紧急访问</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="65" />
        <source>Controls and backup</source>
        <translation>控制措施与备份</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="66" />
        <source>My account</source>
        <translation>我的账户</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="80" />
        <source>Something went wrong in the program ({0}).</source>
        <translation>程序出现错误 ({0})。</translation>
    </message>
    <message>
        <location filename="../panels/help.py" line="53" />
        <location filename="../panels/admin/window.py" line="101" />
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <location filename="../panels/help.py" line="54" />
        <location filename="../panels/admin/window.py" line="102" />
        <source>Administration</source>
        <translation>管理</translation>
    </message>
</context><context>
    <name>AnalysisPresenter</name>
    <message>
        <location filename="../presenters/analysis.py" line="275" />
        <source>Answer of version {0}; {1} reads here now: Space lets it read.</source>
        <translation>此结果来自版本 {0}；现在使用的是 {1}：按空格键重新分析。</translation>
    </message>
    <message>
        <location filename="../presenters/analysis.py" line="279" />
        <source>A trial with your weights: kept once you decide on it.</source>
        <translation>按您设定的权重试算：作出决定后才会保存。</translation>
    </message>
    <message>
        <location filename="../presenters/analysis.py" line="351" />
        <source>Write it into the report (Ctrl+R): there is no answer to add it to yet</source>
        <translation>请写入报告 (Ctrl+R)：目前还没有可供添加的模型结果</translation>
    </message>
</context><context>
    <name>AskPanel</name>
    <message>
        <location filename="../panels/deciding/asking.py" line="83" />
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="89" />
        <source>Ask about this study</source>
        <translation>就本次检查提问</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="90" />
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="92" />
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="97" />
        <source>Draft a report</source>
        <translation>起草报告</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="98" />
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="99" />
        <source>Take into my draft</source>
        <translation>放入我的草稿</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="101" />
        <source>Unsupported sentences are marked; a report cannot be signed while a mark is there</source>
        <translation>无依据的句子会被标出；标记未去除前不能签署报告</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="142" />
        <source>Goes to {0}, pseudonymised; what is sent is on the trail.</source>
        <translation>以去标识化形式发送至 {0}；发送内容记入审计记录。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="143" />
        <source>the server chosen</source>
        <translation>所选服务器</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="171" />
        <source>Waiting for the server …</source>
        <translation>正在等待服务器 …</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="187" />
        <source>Written by {0}, checked by nobody.</source>
        <translation>由 {0} 撰写，尚未有人核对。</translation>
    </message>
</context><context>
    <name>AskPresenter</name>
    <message>
        <location filename="../presenters/deciding/asking.py" line="155" />
        <source>Tokens: {0} sent, {1} received; cost {2}.</source>
        <translation>词元：发送 {0}，接收 {1}；费用 {2}。</translation>
    </message>
</context><context>
    <name>Asking</name>
    <message>
        <location filename="../panels/deciding/asking.py" line="30" />
        <source>supported</source>
        <translation>有依据</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="31" />
        <source>unsupported</source>
        <translation>无依据</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="32" />
        <source>contradicted</source>
        <translation>有矛盾</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="43" />
        <source>present</source>
        <translation>有</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="43" />
        <source>absent</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="45" />
        <source>Finding: {0} {1}, {2}</source>
        <translation>所见：{0}{1}，{2}</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="53" />
        <source>Record: “{0}”</source>
        <translation>病历：“{0}”</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="60" />
        <source>Against it, a finding: {0}</source>
        <translation>相反的所见：{0}</translation>
    </message>
    <message>
        <location filename="../panels/deciding/asking.py" line="62" />
        <source>Against it, the record: {0}</source>
        <translation>相反的病历记载：{0}</translation>
    </message>
</context><context>
    <name>Banner</name>
    <message>
        <location filename="../panels/case/banner.py" line="44" />
        <location filename="../panels/case/banner.py" line="22" />
        <source>(no name)</source>
        <translation>（无姓名）</translation>
    </message>
    <message>
        <location filename="../panels/case/banner.py" line="46" />
        <location filename="../panels/case/banner.py" line="24" />
        <source>born {0}</source>
        <translation>出生 {0}</translation>
    </message>
    <message>
        <location filename="../panels/case/banner.py" line="41" />
        <location filename="../panels/case/banner.py" line="32" />
        <source>Acc. {0}</source>
        <translation>检查号 {0}</translation>
    </message>
    <message>
        <location filename="../panels/case/banner.py" line="67" />
        <source>‹ Worklist (Esc)</source>
        <translation>‹ 检查列表 (Esc)</translation>
    </message>
    <message>
        <location filename="../panels/case/banner.py" line="71" />
        <source>STAT</source>
        <translation>急诊</translation>
    </message>
    <message>
        <location filename="../panels/case/banner.py" line="74" />
        <source>Take over …</source>
        <translation>接管 …</translation>
    </message>
    <message>
        <location filename="../panels/case/banner.py" line="77" />
        <source>Keys (?)</source>
        <translation>快捷键 (?)</translation>
    </message>
</context><context>
    <name>Chart</name>
    <message>
        <location filename="../panels/teaching/chart.py" line="78" />
        <source>nothing yet</source>
        <translation>暂无数据</translation>
    </message>
</context><context>
    <name>CollectDialog</name>
    <message>
        <location filename="../panels/teaching/collect.py" line="50" />
        <source>Collect signed cases</source>
        <translation>收集已签名病例</translation>
    </message>
    <message>
        <location filename="../panels/teaching/collect.py" line="53" />
        <source>lower-case letters, digits and hyphens</source>
        <translation>小写字母、数字和连字符</translation>
    </message>
    <message>
        <location filename="../panels/teaching/collect.py" line="54" />
        <source>as readers name it</source>
        <translation>与读片者的命名一致</translation>
    </message>
    <message>
        <location filename="../panels/teaching/collect.py" line="56" />
        <source>A reader who named other findings and not this one says it is not there</source>
        <translation>读片者写了其他所见而未写此项，即视为没有</translation>
    </message>
    <message>
        <location filename="../panels/teaching/collect.py" line="59" />
        <source>Also labels that were given after the model's answer was shown</source>
        <translation>也采用在显示模型结果之后给出的标签</translation>
    </message>
    <message>
        <location filename="../panels/teaching/collect.py" line="66" />
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../panels/teaching/collect.py" line="67" />
        <source>Finding</source>
        <translation>所见</translation>
    </message>
    <message>
        <location filename="../panels/teaching/collect.py" line="68" />
        <source>Patients kept back for the gate</source>
        <translation>留作准入评估的患者</translation>
    </message>
    <message>
        <location filename="../panels/teaching/collect.py" line="75" />
        <source>Labels come from signed cases: pathology or microbiology, else readers who had not seen the model's answer.</source>
        <translation>标签来自已签名的病例：以病理或微生物学结果为准，否则以未见过模型结果的读片者为准。</translation>
    </message>
</context><context>
    <name>Compare</name>
    <message>
        <location filename="../panels/deciding/compare.py" line="118" />
        <source>   image and record</source>
        <translation>   图像与病历</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="119" />
        <source>   image only</source>
        <translation>   仅图像</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="120" />
        <source>   record only</source>
        <translation>   仅病历</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="126" />
        <source>   the reader</source>
        <translation>   医师</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="130" />
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="131" />
        <source>Way</source>
        <translation>方式</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="132" />
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="133" />
        <source>Questions</source>
        <translation>疑问</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="134" />
        <source>Unlike the training films</source>
        <translation>与训练图像的差异</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="143" />
        <source>accepted</source>
        <translation>已采纳</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="144" />
        <source>rejected</source>
        <translation>已否定</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="145" />
        <source>changed</source>
        <translation>已修改</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="146" />
        <source>added</source>
        <translation>已添加</translation>
    </message>
</context><context>
    <name>CompareDialog</name>
    <message>
        <location filename="../panels/deciding/compare.py" line="38" />
        <source>Compare answers</source>
        <translation>结果对比</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="44" />
        <source>Left answer</source>
        <translation>左侧结果</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="44" />
        <source>Right answer</source>
        <translation>右侧结果</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="53" />
        <source>Comparison</source>
        <translation>对比</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="57" />
        <source>Left</source>
        <translation>左</translation>
    </message>
    <message>
        <location filename="../panels/deciding/compare.py" line="57" />
        <source>Right</source>
        <translation>右</translation>
    </message>
</context><context>
    <name>ComparePresenter</name>
    <message>
        <location filename="../presenters/deciding/comparing.py" line="116" />
        <source>Read now: {0}, image and record together</source>
        <translation>立即分析：{0}，图像与病历同时读取</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/comparing.py" line="117" />
        <source>Read now: {0}, image first (cascade)</source>
        <translation>立即分析：{0}，先读图像（级联）</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/comparing.py" line="120" />
        <source>(choose)</source>
        <translation>（请选择）</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/comparing.py" line="129" />
        <source>Choose what to compare with in the list above.</source>
        <translation>请在上方列表中选择对比对象。</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/comparing.py" line="146" />
        <source>Reading …</source>
        <translation>正在分析 …</translation>
    </message>
</context><context>
    <name>ComparisonPage</name>
    <message>
        <location filename="../panels/teaching/comparison.py" line="37" />
        <source>Open a head's folder …</source>
        <translation>打开适配头文件夹…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/comparison.py" line="45" />
        <source>AUROC out of fold, with 95 % intervals over patients</source>
        <translation>折外 AUROC，按患者的 95 % 区间</translation>
    </message>
    <message>
        <location filename="../panels/teaching/comparison.py" line="48" />
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../panels/teaching/comparison.py" line="64" />
        <source>A head's folder</source>
        <translation>适配头文件夹</translation>
    </message>
    <message>
        <location filename="../panels/teaching/comparison.py" line="70" />
        <source>this head</source>
        <translation>本适配头</translation>
    </message>
    <message>
        <location filename="../panels/teaching/comparison.py" line="71" />
        <source>the model without it</source>
        <translation>不带它的模型</translation>
    </message>
    <message>
        <location filename="../panels/teaching/comparison.py" line="72" />
        <source>linear probe</source>
        <translation>线性探针</translation>
    </message>
    <message>
        <location filename="../panels/teaching/comparison.py" line="73" />
        <source>nearest class means</source>
        <translation>最近类均值</translation>
    </message>
    <message>
        <location filename="../panels/teaching/comparison.py" line="74" />
        <source>the same parts taught whole</source>
        <translation>整体训练同样部分</translation>
    </message>
    <message>
        <location filename="../panels/teaching/comparison.py" line="75" />
        <source>film alone</source>
        <translation>仅影像</translation>
    </message>
    <message>
        <location filename="../panels/teaching/comparison.py" line="76" />
        <source>record alone</source>
        <translation>仅病历</translation>
    </message>
    <message>
        <location filename="../panels/teaching/comparison.py" line="77" />
        <source>lungs blacked out</source>
        <translation>遮黑肺野</translation>
    </message>
    <message>
        <location filename="../panels/teaching/comparison.py" line="80" />
        <source>Offered: it is shown to be better than everything it is compared with.</source>
        <translation>可提供：已证明优于所有对照。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/comparison.py" line="81" />
        <source>Not offered.</source>
        <translation>暂不提供。</translation>
    </message>
</context><context>
    <name>Concepts</name>
    <message>
        <location filename="../panels/finding/concepts.py" line="17" />
        <source>pneumonia-type opacity</source>
        <translation>肺炎样渗出影</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="18" />
        <source>lung opacity</source>
        <translation>肺内密度增高影</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="19" />
        <source>pneumothorax</source>
        <translation>气胸</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="20" />
        <source>pleural effusion</source>
        <translation>胸腔积液</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="21" />
        <source>nodule or mass</source>
        <translation>结节或肿块</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="22" />
        <source>nodule</source>
        <translation>结节</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="23" />
        <source>atelectasis</source>
        <translation>肺不张</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="24" />
        <source>cardiomegaly</source>
        <translation>心影增大</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="25" />
        <source>pulmonary oedema</source>
        <translation>肺水肿</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="26" />
        <source>tuberculosis</source>
        <translation>肺结核</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="27" />
        <source>fracture</source>
        <translation>骨折</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="28" />
        <source>lines and tubes</source>
        <translation>导管及引流管</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="29" />
        <source>device position</source>
        <translation>置入物位置</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="30" />
        <source>free air under the diaphragm</source>
        <translation>膈下游离气体</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="31" />
        <source>COVID-19</source>
        <translation>新型冠状病毒感染</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="32" />
        <source>COVID-19 pneumonia</source>
        <translation>新型冠状病毒肺炎</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="33" />
        <source>viral pneumonia</source>
        <translation>病毒性肺炎</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="34" />
        <source>other viral pneumonia</source>
        <translation>其他病毒性肺炎</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="35" />
        <source>bacterial pneumonia</source>
        <translation>细菌性肺炎</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="36" />
        <source>fungal pneumonia</source>
        <translation>真菌性肺炎</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="37" />
        <source>infective pneumonia</source>
        <translation>感染性肺炎</translation>
    </message>
    <message>
        <location filename="../panels/finding/concepts.py" line="38" />
        <source>non-infectious pneumonia</source>
        <translation>非感染性肺炎</translation>
    </message>
</context><context>
    <name>ControlsPage</name>
    <message>
        <location filename="../panels/admin/keeping.py" line="43" />
        <source>Check now</source>
        <translation>立即检查</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="45" />
        <source>Back up …</source>
        <translation>备份 …</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="49" />
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="59" />
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="59" />
        <source>Control</source>
        <translation>控制措施</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="59" />
        <source>Found</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="59" />
        <source>What to do</source>
        <translation>处理建议</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="60" />
        <source>Standard</source>
        <translation>标准</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="62" />
        <source>Controls</source>
        <translation>控制措施</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="77" />
        <source>pass</source>
        <translation>通过</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="78" />
        <source>FAIL</source>
        <translation>不通过</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="79" />
        <source>not applicable</source>
        <translation>不适用</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="88" />
        <source>{0} controls, {1} fail.</source>
        <translation>{0} 项控制措施，{1} 项不通过。</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="91" />
        <source>Folder of the backups</source>
        <translation>备份文件夹</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="104" />
        <source>{0} objects, {1} of them new, read back and verified; {2} are lost.</source>
        <translation>{0} 个对象，其中 {1} 个为新增，均已回读核验；{2} 个丢失。</translation>
    </message>
</context><context>
    <name>CurvesView</name>
    <message>
        <location filename="../panels/viewing/curves.py" line="43" />
        <source>Curves</source>
        <translation>波形</translation>
    </message>
    <message>
        <location filename="../panels/viewing/curves.py" line="83" />
        <source>25 mm/s · 10 mm/mV · {0} Hz · {1} s</source>
        <translation>25 mm/s · 10 mm/mV · {0} Hz · {1} 秒</translation>
    </message>
</context><context>
    <name>DashboardPage</name>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="42" />
        <source>Period</source>
        <translation>周期</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="43" />
        <source>by month</source>
        <translation>按月</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="44" />
        <source>by week</source>
        <translation>按周</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="46" />
        <source>Read anew</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="49" />
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="59" />
        <source>Quality of inputs (mean)</source>
        <translation>输入质量（均值）</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="60" />
        <source>Share of cases, with 95 %</source>
        <translation>病例占比及 95 % 区间</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="61" />
        <source>Agreement with readers, with 95 %</source>
        <translation>与读片者的一致率及 95 % 区间</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="63" />
        <source>Told and found, where the outcome is known</source>
        <translation>预测与实际（已知结局的病例）</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="70" />
        <source>From</source>
        <translation>自</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="70" />
        <source>What read from then on</source>
        <translation>此后由谁读片</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="71" />
        <source>Changes of the model</source>
        <translation>模型变更</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="100" />
        <source>films</source>
        <translation>影像</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="101" />
        <source>records</source>
        <translation>病历</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="107" />
        <source>far from validation</source>
        <translation>远离验证数据</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="108" />
        <source>cannot tell</source>
        <translation>无法判断</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="109" />
        <source>not assessed</source>
        <translation>未评估</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="114" />
        <source>agreed</source>
        <translation>一致</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="118" />
        <source>told</source>
        <translation>预测</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="119" />
        <source>found</source>
        <translation>实际</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="125" />
        <source>Drift: {0} What to do: {1}</source>
        <translation>漂移：{0} 应对措施：{1}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/dashboard.py" line="128" />
        <source>No drift is told in the newest period.</source>
        <translation>最近周期未见漂移。</translation>
    </message>
</context><context>
    <name>DataPage</name>
    <message>
        <location filename="../panels/teaching/data.py" line="56" />
        <source>Open manifest …</source>
        <translation>打开清单…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="58" />
        <source>CSV or Parquet, one line a case.</source>
        <translation>CSV 或 Parquet，每行一个病例。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="67" />
        <source>Images</source>
        <translation>影像</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="68" />
        <source>Record</source>
        <translation>病历</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="69" />
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="70" />
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="71" />
        <source>Has the finding where it is</source>
        <translation>取此值者为阳性</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="79" />
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="82" />
        <source>Teach on this</source>
        <translation>用此数据训练</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="92" />
        <source>Cases</source>
        <translation>病例数</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="92" />
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="93" />
        <source>What was found</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="118" />
        <source>Manifests (*.csv *.parquet)</source>
        <translation>清单 (*.csv *.parquet)</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="119" />
        <source>Open manifest</source>
        <translation>打开清单</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="125" />
        <source>{0} lines</source>
        <translation>{0} 行</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="173" />
        <source>lines found</source>
        <translation>清单行数</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="205" />
        <location filename="../panels/teaching/data.py" line="174" />
        <source>cases used</source>
        <translation>可用病例</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="206" />
        <location filename="../panels/teaching/data.py" line="175" />
        <source>with the finding</source>
        <translation>阳性</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="207" />
        <location filename="../panels/teaching/data.py" line="176" />
        <source>without it</source>
        <translation>阴性</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="214" />
        <location filename="../panels/teaching/data.py" line="179" />
        <source>left out: {0}</source>
        <translation>排除：{0}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="182" />
        <source>Warning: {0}</source>
        <translation>警告：{0}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="185" />
        <source>Leaks (same patient, repeated films, words of the label) are looked for first.</source>
        <translation>训练前会先查找泄漏（同一患者、重复影像、病历中的标签词）。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="204" />
        <source>studies found</source>
        <translation>找到的检查</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="208" />
        <source>readers disagreed, the laboratory decided</source>
        <translation>读片者意见不一，以实验室结果为准</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="211" />
        <source>label: {0}</source>
        <translation>标签：{0}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="219" />
        <source>Version {0}, collected {1} by {2}; sealed, each study's part on the trail.</source>
        <translation>版本 {0}，由 {2} 于 {1} 收集；已密封，每份检查的使用均记入审计记录。</translation>
    </message>
</context><context>
    <name>Desk</name>
    <message>
        <location filename="../presenters/desk.py" line="56" />
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../presenters/desk.py" line="60" />
        <source>Ask</source>
        <translation>提问</translation>
    </message>
</context><context>
    <name>DocumentView</name>
    <message>
        <location filename="../panels/viewing/document.py" line="35" />
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../panels/viewing/document.py" line="41" />
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <location filename="../panels/viewing/document.py" line="44" />
        <source>Curves</source>
        <translation>波形</translation>
    </message>
    <message>
        <location filename="../panels/viewing/document.py" line="72" />
        <source>Page {0}</source>
        <translation>第 {0} 页</translation>
    </message>
</context><context>
    <name>DocumentsPresenter</name>
    <message>
        <location filename="../presenters/viewing/documents.py" line="77" />
        <source>Loading …</source>
        <translation>正在加载 …</translation>
    </message>
    <message>
        <location filename="../presenters/viewing/documents.py" line="106" />
        <source>This object holds nothing that can be shown</source>
        <translation>该对象没有可显示的内容</translation>
    </message>
    <message>
        <location filename="../presenters/viewing/documents.py" line="114" />
        <source>This object cannot be shown</source>
        <translation>无法显示该对象</translation>
    </message>
</context><context>
    <name>EditDialog</name>
    <message>
        <location filename="../panels/finding/edit.py" line="32" />
        <source>Change the finding</source>
        <translation>修改所见</translation>
    </message>
    <message>
        <location filename="../panels/finding/edit.py" line="43" />
        <location filename="../panels/finding/edit.py" line="39" />
        <source>What it is instead</source>
        <translation>应改为</translation>
    </message>
    <message>
        <location filename="../panels/finding/edit.py" line="44" />
        <location filename="../panels/finding/edit.py" line="41" />
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <location filename="../panels/finding/edit.py" line="42" />
        <source>may be empty</source>
        <translation>可留空</translation>
    </message>
</context><context>
    <name>EmergenciesPage</name>
    <message>
        <location filename="../panels/admin/keeping.py" line="137" />
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="137" />
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="137" />
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="137" />
        <source>Until</source>
        <translation>至</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="138" />
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="173" />
        <location filename="../panels/admin/keeping.py" line="138" />
        <source>Review</source>
        <translation>复核</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="140" />
        <source>Emergencies</source>
        <translation>紧急访问</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="142" />
        <source>Review …</source>
        <translation>复核 …</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="165" />
        <source>WAITS</source>
        <translation>待复核</translation>
    </message>
    <message>
        <location filename="../panels/admin/keeping.py" line="173" />
        <source>What did the review find?</source>
        <translation>复核结论是什么？</translation>
    </message>
</context><context>
    <name>FindingCard</name>
    <message>
        <location filename="../panels/finding/finding_card.py" line="80" />
        <source>Image and record</source>
        <translation>图像与病历</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="81" />
        <source>Image only</source>
        <translation>仅图像</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="82" />
        <source>Record only</source>
        <translation>仅病历</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="90" />
        <source>Why? One key, if you like</source>
        <translation>原因？可按一键说明（可不选）</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="109" />
        <source>Accept (A)</source>
        <translation>采纳 (A)</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="109" />
        <source>Agree with this answer</source>
        <translation>同意该结果</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="110" />
        <source>Reject (R)</source>
        <translation>否定 (R)</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="110" />
        <source>Disagree with this answer</source>
        <translation>不同意该结果</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="111" />
        <source>Edit (E)</source>
        <translation>修改 (E)</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="111" />
        <source>Say what it is instead</source>
        <translation>说明应改为什么</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="126" />
        <source>No word of a reader yet</source>
        <translation>尚无医师意见</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="128" />
        <source>✓ Accepted by {0}, {1}</source>
        <translation>✓ {0} 已采纳，{1}</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="129" />
        <source>✗ Rejected by {0}, {1}</source>
        <translation>✗ {0} 已否定，{1}</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="130" />
        <source>✎ Changed by {0}, {1}</source>
        <translation>✎ {0} 已修改，{1}</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="131" />
        <source>✚ Added by {0}, {1}</source>
        <translation>✚ {0} 已添加，{1}</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="138" />
        <source> (before the model's answer was shown)</source>
        <translation>（在显示模型结果之前）</translation>
    </message>
</context><context>
    <name>Findings</name>
    <message>
        <location filename="../panels/finding/wording.py" line="116" />
        <location filename="../panels/finding/wording.py" line="52" />
        <source>, </source>
        <comment>between the names of findings</comment>
        <translation>、</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="82" />
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="83" />
        <source>Assessed: {0}.</source>
        <translation>已评估：{0}。</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="85" />
        <source>Not assessed: {0}.</source>
        <translation>未评估：{0}。</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="94" />
        <source>{0}: present</source>
        <translation>{0}：有</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="95" />
        <source>{0}: not seen</source>
        <translation>{0}：未见</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="96" />
        <source>{0}: cannot tell</source>
        <translation>{0}：无法判断</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="97" />
        <source>{0}: possible kind</source>
        <translation>{0}：可能类型</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="105" />
        <source>present</source>
        <translation>有</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="106" />
        <source>not seen</source>
        <translation>未见</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="107" />
        <source>cannot tell</source>
        <translation>无法判断</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="108" />
        <source>possible kind</source>
        <translation>可能类型</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="117" />
        <source>Together: {0}</source>
        <translation>合计：{0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="123" />
        <source>parallel</source>
        <translation>并行</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="124" />
        <source>cascade</source>
        <translation>级联</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="131" />
        <source>the reader</source>
        <translation>读片者</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="132" />
        <source>the quality of the inputs</source>
        <translation>输入质量</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="133" />
        <source>nobody: both count fully</source>
        <translation>无人设置：两者均按全部计入</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="165" />
        <source>Probability {0}</source>
        <translation>概率 {0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="168" />
        <source>cannot tell before it is calibrated at this site</source>
        <translation>在本机构校准之前无法判断</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="170" />
        <source>absent below {0}, present from {1}</source>
        <translation>低于 {0} 为无，{1} 及以上为有</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="174" />
        <source>threshold {0}</source>
        <translation>阈值 {0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="183" />
        <source>neither present nor absent can be excluded</source>
        <translation>有、无均不能排除</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="186" />
        <source>absent is excluded, by this site's cases</source>
        <translation>按本机构病例，“无”已排除</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="187" />
        <source>present is excluded, by this site's cases</source>
        <translation>按本机构病例，“有”已排除</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="190" />
        <source>absent is excluded, by the model's own cases</source>
        <translation>按模型自身的病例，“无”已排除</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="191" />
        <source>present is excluded, by the model's own cases</source>
        <translation>按模型自身的病例，“有”已排除</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="201" />
        <source>validated on: {0}</source>
        <translation>验证人群：{0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="227" />
        <source>Sensitivity and specificity: not on the model's card</source>
        <translation>敏感度和特异度：模型说明卡未提供</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="229" />
        <source>Sensitivity {0}, specificity {1} at the threshold</source>
        <translation>该阈值下敏感度 {0}，特异度 {1}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="276" />
        <source>Predictive value: this site's prevalence is not set</source>
        <translation>预测值：尚未设定本机构患病率</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="279" />
        <source>At {0} prevalence here, {1} of such answers hold</source>
        <translation>按本机构患病率 {0}，此类结果 {1} 成立</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="280" />
        <source>At {0} prevalence here, {2} of such answers hold</source>
        <translation>按本机构患病率 {0}，此类结果 {2} 成立</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="283" />
        <source>At {0} prevalence here, present holds in {1}, not seen in {2}</source>
        <translation>按本机构患病率 {0}，“有”的成立率 {1}，“未见”的成立率 {2}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="291" />
        <source>calibrated at this site</source>
        <translation>已在本机构校准</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="292" />
        <source>not calibrated at this site</source>
        <translation>未在本机构校准</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="324" />
        <source>Cannot assess: {0}</source>
        <translation>无法评估：{0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="325" />
        <source>the model had nothing it could read</source>
        <translation>模型没有可读取的内容</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="331" />
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="331" />
        <source>Record</source>
        <translation>病历</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="338" />
        <source>weight {0}</source>
        <translation>权重 {0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="340" />
        <source>quality {0}</source>
        <translation>质量 {0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="342" />
        <source>no input</source>
        <translation>无输入</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="346" />
        <source>read {0} of {1} sentences</source>
        <translation>已读 {0} / {1} 句</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="355" />
        <source>Analysis</source>
        <translation>分析</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="356" />
        <source>Made</source>
        <translation>生成时间</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="357" />
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="358" />
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="359" />
        <source>SHA-256 of the weights</source>
        <translation>权重 SHA-256</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="360" />
        <source>Preprocessing</source>
        <translation>预处理</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="361" />
        <source>Mode</source>
        <translation>方式</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="362" />
        <source>Weights set by</source>
        <translation>权重来源</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="363" />
        <source>Images read</source>
        <translation>读取图像数</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="364" />
        <source>SHA-256 of the input</source>
        <translation>输入 SHA-256</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="365" />
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="368" />
        <source>Validated on</source>
        <translation>验证人群</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="370" />
        <source>Unlike the training films</source>
        <translation>与训练图像的差异</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="371" />
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="373" />
        <source>Image left out</source>
        <translation>未读取的图像</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="378" />
        <source>Note {0}</source>
        <translation>记录 {0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="379" />
        <source>used</source>
        <translation>已使用</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="379" />
        <source>not used</source>
        <translation>未使用</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="406" />
        <source>{0}: {1} mL</source>
        <translation>{0}：{1} mL</translation>
    </message>
</context><context>
    <name>FindingsPanel</name>
    <message>
        <location filename="../panels/finding/findings.py" line="62" />
        <source>Findings</source>
        <translation>所见</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="155" />
        <location filename="../panels/finding/findings.py" line="94" />
        <source>Analyse (Space)</source>
        <translation>分析 (空格)</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="96" />
        <source>Let the model read images and record (Space or F5)</source>
        <translation>由模型读取图像和病历（空格或 F5）</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="99" />
        <source>Provenance</source>
        <translation>溯源</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="100" />
        <source>What went into this answer</source>
        <translation>该结果的全部来源</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="102" />
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="103" />
        <source>Two answers side by side (Shift+M)</source>
        <translation>两个结果并排对比 (Shift+M)</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="114" />
        <source>What the answer may use</source>
        <translation>结果可使用的信息</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="135" />
        <source>Not analysed yet. Press Space to let the model read this case.</source>
        <translation>尚未分析。按空格键由模型读取本病例。</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="145" />
        <source>Reads now: {0}</source>
        <translation>当前读片：{0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="155" />
        <location filename="../panels/finding/findings.py" line="151" />
        <source>Reading …</source>
        <translation>正在分析 …</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="168" />
        <source>The model has read this case. Its answer is shown after your impression.</source>
        <translation>模型已读完本病例。您给出印象后显示其结果。</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="170" />
        <source>Your own impression first; the model's answer is shown after it.</source>
        <translation>请先给出您自己的印象，随后显示模型结果。</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="242" />
        <source>Please read this case as you would without the model.</source>
        <translation>请按没有模型时的方式阅片。</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="271" />
        <source>No differential: nothing was seen whose kinds could be ranked.</source>
        <translation>无鉴别诊断：未见可供排序的病变。</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="280" />
        <source>Add a finding (Ins)</source>
        <translation>添加所见 (Ins)</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="281" />
        <source>Say what the model did not name</source>
        <translation>补充模型未提及的所见</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="283" />
        <source>Outcome …</source>
        <translation>最终结果 …</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="284" />
        <source>Write down what a finding turned out to be, learnt later</source>
        <translation>记录事后得知的最终结果</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="297" />
        <source>Added by {0}, {1}</source>
        <translation>{0} 添加，{1}</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="298" />
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <location filename="../panels/finding/findings.py" line="316" />
        <source>Differential: a ranking, not findings</source>
        <translation>鉴别诊断：仅为排序，并非所见</translation>
    </message>
</context><context>
    <name>FirstSteps</name>
    <message>
        <location filename="../panels/admin/account.py" line="142" />
        <source>OmniMed: first steps</source>
        <translation>OmniMed：首次登录</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="152" />
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="162" />
        <source>Choose a pass phrase of your own</source>
        <translation>请设定您自己的口令</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="164" />
        <source>Administrators need a second factor</source>
        <translation>管理员须设置第二因素</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="166" />
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context><context>
    <name>FusingPresenter</name>
    <message>
        <location filename="../presenters/viewing/fusing.py" line="91" />
        <source>These two series cannot be laid over each other</source>
        <translation>这两个序列无法叠加显示</translation>
    </message>
</context><context>
    <name>GatePage</name>
    <message>
        <location filename="../panels/teaching/gate.py" line="51" />
        <source>Head</source>
        <translation>适配头</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="51" />
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="51" />
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="51" />
        <source>AUROC, locked set</source>
        <translation>封存集 AUROC</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="52" />
        <source>Evaluated by</source>
        <translation>评估者</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="52" />
        <source>Signed by</source>
        <translation>签核者</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="52" />
        <source>Promoted</source>
        <translation>启用日期</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="52" />
        <source>Signer</source>
        <translation>签名者</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="54" />
        <source>Heads</source>
        <translation>适配头</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="174" />
        <location filename="../panels/teaching/gate.py" line="62" />
        <location filename="../panels/teaching/gate.py" line="58" />
        <source>The locked set</source>
        <translation>封存集</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="59" />
        <source>A manifest …</source>
        <translation>清单文件 …</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="65" />
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="71" />
        <source>Answered</source>
        <translation>回答时间</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="71" />
        <source>Study</source>
        <translation>检查</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="71" />
        <source>In silence</source>
        <translation>静默回答</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="71" />
        <source>Shown</source>
        <translation>所显示的</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="73" />
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="83" />
        <source>Evaluate a folder …</source>
        <translation>评估文件夹…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="84" />
        <source>Evaluate this head …</source>
        <translation>评估此适配头…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="85" />
        <source>Sign off …</source>
        <translation>签核…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="86" />
        <source>Promote</source>
        <translation>启用</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="87" />
        <source>Roll back …</source>
        <translation>回退…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="88" />
        <source>Answer in silence</source>
        <translation>静默运行</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="89" />
        <source>End silence</source>
        <translation>结束静默</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="90" />
        <source>What it said</source>
        <translation>静默结果</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="91" />
        <source>Export …</source>
        <translation>导出…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="92" />
        <source>Import …</source>
        <translation>导入…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="119" />
        <source>{0}: {1}, {2} studies, {3} with it</source>
        <translation>{0}：{1}，{2} 份检查，其中 {3} 份为阳性</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="128" />
        <source>candidate</source>
        <translation>候选</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="129" />
        <source>evaluated</source>
        <translation>已评估</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="130" />
        <source>signed off</source>
        <translation>已签核</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="131" />
        <source>IN FORCE</source>
        <translation>已启用</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="132" />
        <source>retired</source>
        <translation>已停用</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="134" />
        <source>answers in silence</source>
        <translation>静默运行中</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="158" />
        <source>A head's folder</source>
        <translation>适配头文件夹</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="173" />
        <source>Manifests (*.csv *.parquet)</source>
        <translation>清单 (*.csv *.parquet)</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="227" />
        <source>It passed; a second person may sign it off.</source>
        <translation>通过；可由第二人签核。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="228" />
        <source>AUROC {0} ({1} to {2}), {3} patients with the finding. {4}</source>
        <translation>AUROC {0}（{1} 至 {2}），阳性患者 {3} 名。{4}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="230" />
        <source>It did not pass.</source>
        <translation>未通过。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="232" />
        <source>It was not offered, and cannot be promoted.</source>
        <translation>该模型头未获推荐，不能启用。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="234" />
        <source>Too few patients to tell: {0} with the finding and as many without it.</source>
        <translation>患者太少，无法判断：需有该所见者 {0} 名，无该所见者同样多。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="244" />
        <source>Sign off {0}</source>
        <translation>签核 {0}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="244" />
        <source>What did you look at?</source>
        <translation>您查看了什么？</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="247" />
        <source>{0} is signed off.</source>
        <translation>{0} 已签核。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="253" />
        <source>{0} is in force; windows that are opened from now on read with it.</source>
        <translation>{0} 已启用；此后打开的窗口用它读片。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="261" />
        <source>Roll back {0}</source>
        <translation>回退 {0}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="261" />
        <source>Why?</source>
        <translation>原因？</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="264" />
        <source>{0} was rolled back.</source>
        <translation>{0} 已回退。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="270" />
        <source>{0} answers in silence; no reader sees it.</source>
        <translation>{0} 静默运行中，读片者看不到。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="276" />
        <source>{0} answers no more in silence.</source>
        <translation>{0} 已结束静默运行。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="290" />
        <source>{0} cases answered, {1} wait for a reader; {2} of {3} as shown.</source>
        <translation>已回答 {0} 例，{1} 例待读片；{3} 例中 {2} 例与所显示一致。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="313" />
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="320" />
        <location filename="../panels/teaching/gate.py" line="313" />
        <source>Heads (*.omhead)</source>
        <translation>适配头 (*.omhead)</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="316" />
        <source>Written, signed with this workspace's key.</source>
        <translation>已写出，并用本工作区密钥签名。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="321" />
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="323" />
        <source>It is here as a candidate: evaluate it on a locked set.</source>
        <translation>已作为候选导入：请在封存集上评估。</translation>
    </message>
</context><context>
    <name>HangingPresenter</name>
    <message>
        <location filename="../presenters/viewing/hanging.py" line="100" />
        <source>Not every view of the protocol found a series</source>
        <translation>方案中有视图没有匹配的序列</translation>
    </message>
    <message>
        <location filename="../presenters/viewing/hanging.py" line="160" />
        <location filename="../presenters/viewing/hanging.py" line="149" />
        <source>Arrange views of series first; this cannot be saved</source>
        <translation>请先在视图中排好序列；当前布局无法保存</translation>
    </message>
    <message>
        <location filename="../presenters/viewing/hanging.py" line="174" />
        <source>Saved: studies like this will be shown so ({0})</source>
        <translation>已保存：此类检查今后将这样显示（{0}）</translation>
    </message>
    <message>
        <location filename="../presenters/viewing/hanging.py" line="176" />
        <source>Used until the program ends; the settings cannot be written ({0})</source>
        <translation>仅在本次运行中有效：设置无法写入（{0}）</translation>
    </message>
    <message>
        <location filename="../presenters/viewing/hanging.py" line="200" />
        <source>Removed: {0}</source>
        <translation>已删除：{0}</translation>
    </message>
</context><context>
    <name>HeatControls</name>
    <message>
        <location filename="../panels/finding/dials.py" line="106" />
        <source>Heat map (M)</source>
        <translation>热力图 (M)</translation>
    </message>
    <message>
        <location filename="../panels/finding/dials.py" line="107" />
        <source>Influence, not lesion border</source>
        <translation>表示影响程度，并非病灶边界</translation>
    </message>
    <message>
        <location filename="../panels/finding/dials.py" line="111" />
        <source>Opacity of the heat map</source>
        <translation>热力图不透明度</translation>
    </message>
    <message>
        <location filename="../panels/finding/dials.py" line="112" />
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <location filename="../panels/finding/dials.py" line="117" />
        <source>Influence, not lesion border. Amber: for, blue: against.</source>
        <translation>表示影响程度，并非病灶边界。琥珀色：支持；蓝色：反对。</translation>
    </message>
</context><context>
    <name>HelpOverlay</name>
    <message>
        <location filename="../panels/help.py" line="34" />
        <location filename="../panels/help.py" line="30" />
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <location filename="../panels/help.py" line="45" />
        <source>Any key closes this.</source>
        <translation>按任意键关闭。</translation>
    </message>
    <message>
        <location filename="../panels/help.py" line="56" />
        <source>Mouse</source>
        <translation>鼠标</translation>
    </message>
</context><context>
    <name>HoldPresenter</name>
    <message>
        <location filename="../presenters/deciding/holding.py" line="84" />
        <source>{0} reads this study since {1}: you can look, not decide</source>
        <translation>{0} 自 {1} 起正在阅读本检查：您可以查看，不能作决定</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/holding.py" line="89" />
        <source>Second read: the first is shown after you have signed</source>
        <translation>二次阅片：您签名后才显示首次阅片内容</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/holding.py" line="99" />
        <source>Take the study over</source>
        <translation>接管检查</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/holding.py" line="100" />
        <source>Why? The reason goes on the trail.</source>
        <translation>原因？将记入审计记录。</translation>
    </message>
</context><context>
    <name>ImpressionForm</name>
    <message>
        <location filename="../panels/deciding/impression.py" line="35" />
        <source>First impression</source>
        <translation>初步印象</translation>
    </message>
    <message>
        <location filename="../panels/deciding/impression.py" line="38" />
        <source>Your first impression</source>
        <translation>您的初步印象</translation>
    </message>
    <message>
        <location filename="../panels/deciding/impression.py" line="41" />
        <source>This site reads unaided first. What you say here is kept with the time and cannot be changed; then the model's answer is shown.</source>
        <translation>本机构规定先独立阅片。此处所填内容连同时间一并保存，不可更改；随后显示模型结果。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/impression.py" line="51" />
        <source>Impression in your own words</source>
        <translation>用自己的话描述印象</translation>
    </message>
    <message>
        <location filename="../panels/deciding/impression.py" line="52" />
        <source>In your own words (may be empty)</source>
        <translation>用自己的话描述（可留空）</translation>
    </message>
    <message>
        <location filename="../panels/deciding/impression.py" line="56" />
        <source>Keep and show the model's answer</source>
        <translation>保存并显示模型结果</translation>
    </message>
    <message>
        <location filename="../panels/deciding/impression.py" line="89" />
        <source>Present</source>
        <translation>有</translation>
    </message>
    <message>
        <location filename="../panels/deciding/impression.py" line="90" />
        <source>Absent</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="../panels/deciding/impression.py" line="91" />
        <source>Unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <location filename="../panels/deciding/impression.py" line="111" />
        <source>Say it of each finding</source>
        <translation>请逐项填写</translation>
    </message>
</context><context>
    <name>Keymaps</name>
    <message>
        <location filename="../keymaps.py" line="59" />
        <source>OmniMed</source>
        <translation>OmniMed</translation>
    </message>
    <message>
        <location filename="../keymaps.py" line="60" />
        <source>Like OHIF</source>
        <translation>类似 OHIF</translation>
    </message>
    <message>
        <location filename="../keymaps.py" line="61" />
        <source>Like Weasis</source>
        <translation>类似 Weasis</translation>
    </message>
</context><context>
    <name>Keys</name>
    <message>
        <location filename="../keymap.py" line="55" />
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="55" />
        <source>Look</source>
        <translation>显示</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="56" />
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="56" />
        <source>Views</source>
        <translation>视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="57" />
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="57" />
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="58" />
        <source>Study</source>
        <translation>检查</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="60" />
        <source>Image before</source>
        <translation>上一幅图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="61" />
        <source>Image after</source>
        <translation>下一幅图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="62" />
        <source>Ten images back</source>
        <translation>后退十幅</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="63" />
        <source>Ten images on</source>
        <translation>前进十幅</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="64" />
        <source>First image</source>
        <translation>第一幅图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="65" />
        <source>Last image</source>
        <translation>最后一幅图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="66" />
        <source>Cine on or off</source>
        <translation>电影播放 / 停止</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="67" />
        <source>Cine slower</source>
        <translation>播放减慢</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="68" />
        <source>Cine faster</source>
        <translation>播放加快</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="69" />
        <source>Series before</source>
        <translation>上一序列</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="70" />
        <source>Series after</source>
        <translation>下一序列</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="71" />
        <source>Window of the file</source>
        <translation>文件自带窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="72" />
        <source>Soft tissue</source>
        <translation>软组织窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="73" />
        <source>Lung</source>
        <translation>肺窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="74" />
        <source>Liver</source>
        <translation>肝窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="75" />
        <source>Bone</source>
        <translation>骨窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="76" />
        <source>Brain</source>
        <translation>脑窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="77" />
        <source>Window of what is seen</source>
        <translation>按所见范围自动调窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="78" />
        <source>Next window of the file</source>
        <translation>文件的下一个窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="79" />
        <source>Invert</source>
        <translation>反相</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="178" />
        <location filename="../keymap.py" line="80" />
        <source>Fit to the view</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="81" />
        <source>One pixel on one pixel</source>
        <translation>一比一像素</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="82" />
        <source>True size</source>
        <translation>实际尺寸</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="83" />
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="84" />
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="85" />
        <source>Turn right</source>
        <translation>向右旋转</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="86" />
        <source>Turn left</source>
        <translation>向左旋转</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="87" />
        <source>Flip left to right</source>
        <translation>左右翻转</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="88" />
        <source>Flip top to bottom</source>
        <translation>上下翻转</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="89" />
        <source>Smooth or plain pixels</source>
        <translation>平滑 / 原始像素</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="90" />
        <source>Hide or show the texts</source>
        <translation>隐藏或显示文字</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="91" />
        <source>Overlays, contours, masks</source>
        <translation>叠加层、轮廓、掩膜</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="92" />
        <source>Shutter on or off</source>
        <translation>遮光器开 / 关</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="93" />
        <source>Everything as at the start</source>
        <translation>全部复位</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="94" />
        <source>Window by left drag</source>
        <translation>左键拖动调窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="95" />
        <source>Pan by left drag</source>
        <translation>左键拖动平移</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="96" />
        <source>Zoom by left drag</source>
        <translation>左键拖动缩放</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="97" />
        <source>Magnifying glass</source>
        <translation>放大镜</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="98" />
        <source>Crosshair in all views</source>
        <translation>各视图十字定位</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="99" />
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="100" />
        <source>Angle</source>
        <translation>角度</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="101" />
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="102" />
        <source>Ellipse</source>
        <translation>椭圆</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="103" />
        <source>Value at a point</source>
        <translation>点值</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="104" />
        <source>Cobb angle: two lines</source>
        <translation>Cobb 角：两条线</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="105" />
        <source>Cardiothoracic ratio</source>
        <translation>心胸比</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="106" />
        <source>Outline by hand</source>
        <translation>手绘轮廓</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="107" />
        <source>Arrow</source>
        <translation>箭头</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="108" />
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="109" />
        <source>Copy to the next image</source>
        <translation>复制到下一幅图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="110" />
        <source>Remove a measurement</source>
        <translation>删除测量</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="111" />
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="112" />
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="113" />
        <source>One view</source>
        <translation>单视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="114" />
        <source>Two views</source>
        <translation>双视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="115" />
        <source>Three views</source>
        <translation>三视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="116" />
        <source>Four views</source>
        <translation>四视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="117" />
        <source>Six views</source>
        <translation>六视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="118" />
        <source>Nine views</source>
        <translation>九视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="119" />
        <source>Sixteen views</source>
        <translation>十六视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="120" />
        <source>Axial, coronal, sagittal</source>
        <translation>轴位、冠状位、矢状位</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="121" />
        <source>Thick slab: MIP, MinIP, mean</source>
        <translation>厚层：MIP、MinIP、平均</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="122" />
        <source>Turn the other planes left</source>
        <translation>其他平面向左转</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="123" />
        <source>Turn the other planes right</source>
        <translation>其他平面向右转</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="124" />
        <source>Next view</source>
        <translation>下一视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="125" />
        <source>Scroll views together</source>
        <translation>视图联动滚动</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="126" />
        <source>Other views as this one</source>
        <translation>其他视图与此一致</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="127" />
        <source>Reference lines</source>
        <translation>定位线</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="128" />
        <source>Earlier study beside</source>
        <translation>并排显示既往检查</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="129" />
        <source>Second window</source>
        <translation>第二窗口</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="130" />
        <source>Save what I see</source>
        <translation>保存当前布局为方案</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="131" />
        <source>Let the model read the case</source>
        <translation>由模型读取病例</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="132" />
        <source>Heat map on or off</source>
        <translation>热力图开 / 关</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="133" />
        <source>Accept the finding</source>
        <translation>采纳所见</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="134" />
        <source>Reject the finding</source>
        <translation>否定所见</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="135" />
        <source>Rejected: not to be seen</source>
        <translation>否决：图像上未见</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="136" />
        <source>Rejected: artefact, device</source>
        <translation>否决：伪影、器械</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="137" />
        <source>Rejected: known, or old</source>
        <translation>否决：已知或陈旧</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="138" />
        <source>Rejected: another cause</source>
        <translation>否决：另有原因</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="139" />
        <source>Change the finding</source>
        <translation>修改所见</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="140" />
        <source>Add a finding</source>
        <translation>添加所见</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="141" />
        <source>Next finding</source>
        <translation>下一项所见</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="142" />
        <source>Compare two answers</source>
        <translation>对比两个结果</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="143" />
        <source>Findings</source>
        <translation>所见</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="144" />
        <source>Record</source>
        <translation>病历</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="145" />
        <source>Header</source>
        <translation>文件头</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="146" />
        <source>Measured</source>
        <translation>测量</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="147" />
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="148" />
        <source>Write the report</source>
        <translation>书写报告</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="149" />
        <source>Key image of the report</source>
        <translation>加入报告关键图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="150" />
        <source>Copy the report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="151" />
        <source>Sign the report</source>
        <translation>签署报告</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="155" />
        <source>Next study that is not signed</source>
        <translation>下一个未签署的检查</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="158" />
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="159" />
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="160" />
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="161" />
        <source>Text as at first</source>
        <translation>文字恢复原大小</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="162" />
        <source>Tool down; image; worklist</source>
        <translation>放下工具；回到图像；回到工作列表</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="163" />
        <source>These keys</source>
        <translation>显示快捷键</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="171" />
        <source>Left drag</source>
        <translation>左键拖动</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="172" />
        <source>The tool: first, window</source>
        <translation>当前工具（默认调窗）</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="174" />
        <source>Middle drag</source>
        <translation>中键拖动</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="174" />
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="175" />
        <source>Right drag</source>
        <translation>右键拖动</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="175" />
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="176" />
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="176" />
        <source>Scroll through the images</source>
        <translation>逐幅浏览图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="177" />
        <source>Ctrl + wheel</source>
        <translation>Ctrl + 滚轮</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="177" />
        <source>Zoom under the pointer</source>
        <translation>以指针为中心缩放</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="178" />
        <source>Double click</source>
        <translation>双击</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="179" />
        <source>Drag a series</source>
        <translation>拖动序列</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="179" />
        <source>Show it in that view</source>
        <translation>在该视图中显示</translation>
    </message>
</context><context>
    <name>LayersPanel</name>
    <message>
        <location filename="../panels/viewing/layers.py" line="38" />
        <source>Nothing lies over these images: no overlay, shutter, presentation state, contour or segment.</source>
        <translation>这些图像没有叠加内容：无叠加层、遮光器、显示状态、轮廓或分割。</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="46" />
        <location filename="../panels/viewing/layers.py" line="44" />
        <source>Presentation state</source>
        <translation>显示状态</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="51" />
        <source>Layers over the images</source>
        <translation>图像上的图层</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="58" />
        <location filename="../panels/viewing/layers.py" line="54" />
        <source>Strength of segments</source>
        <translation>分割显示强度</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="60" />
        <source>In colour over these images</source>
        <translation>以伪彩叠加在这些图像上</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="62" />
        <source>Series in colour over these images</source>
        <translation>以伪彩叠加的序列</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="69" />
        <source>Strength of the colour</source>
        <translation>伪彩强度</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="96" />
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="120" />
        <source>As the file says</source>
        <translation>按文件设定</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="122" />
        <source>State {0}</source>
        <translation>状态 {0}</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="134" />
        <source>overlay of the file</source>
        <translation>文件叠加层</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="135" />
        <source>presentation state</source>
        <translation>显示状态</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="136" />
        <source>contour (RT structure set)</source>
        <translation>轮廓（RT 结构集）</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="137" />
        <source>segment</source>
        <translation>分割</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="140" />
        <source>{0} · on one image</source>
        <translation>{0} · 一幅图像</translation>
    </message>
    <message>
        <location filename="../panels/viewing/layers.py" line="141" />
        <source>{0} · on {1} images</source>
        <translation>{0} · {1} 幅图像</translation>
    </message>
</context><context>
    <name>LayersPresenter</name>
    <message>
        <location filename="../presenters/viewing/layers.py" line="157" />
        <source>The state's lookup tables do not fit these values</source>
        <translation>该显示状态的查找表不适用于这些像素值</translation>
    </message>
</context><context>
    <name>LayoutPicker</name>
    <message>
        <location filename="../panels/viewing/menus.py" line="53" />
        <source>Rows and columns of views</source>
        <translation>视图行列布局</translation>
    </message>
</context><context>
    <name>LockScreen</name>
    <message>
        <location filename="../panels/admin/lock.py" line="50" />
        <source>OmniMed: locked</source>
        <translation>OmniMed：已锁定</translation>
    </message>
    <message>
        <location filename="../panels/admin/lock.py" line="56" />
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <location filename="../panels/admin/lock.py" line="58" />
        <source>{0} is logged in. What was begun goes on and is kept.</source>
        <translation>{0} 已登录。已开始的任务继续进行并会保存。</translation>
    </message>
    <message>
        <location filename="../panels/admin/lock.py" line="63" />
        <location filename="../panels/admin/lock.py" line="62" />
        <source>Pass phrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <location filename="../panels/admin/lock.py" line="70" />
        <source>Log out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <location filename="../panels/admin/lock.py" line="73" />
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <location filename="../panels/admin/lock.py" line="170" />
        <source>It cannot be unlocked.</source>
        <translation>无法解锁。</translation>
    </message>
</context><context>
    <name>LoginDialog</name>
    <message>
        <location filename="../app.py" line="209" />
        <source>It cannot be opened.</source>
        <translation>无法打开。</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="30" />
        <source>OmniMed: open a workspace</source>
        <translation>OmniMed：打开工作区</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="35" />
        <source>OmniMed</source>
        <translation>OmniMed</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="36" />
        <source>Research use. Not a medical device.</source>
        <translation>仅供科研使用，非医疗器械。</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="50" />
        <source>Browse …</source>
        <translation>浏览 …</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="57" />
        <source>empty: the only user</source>
        <translation>留空：唯一用户</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="61" />
        <source>six digits, or a recovery code</source>
        <translation>六位数字或恢复码</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="63" />
        <source>Workspace folder</source>
        <translation>工作区文件夹</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="70" />
        <location filename="../panels/login.py" line="64" />
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="71" />
        <location filename="../panels/login.py" line="65" />
        <source>Pass phrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="72" />
        <location filename="../panels/login.py" line="66" />
        <source>Second factor</source>
        <translation>第二因素</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="92" />
        <location filename="../panels/login.py" line="69" />
        <source>Workspace</source>
        <translation>工作区</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="80" />
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="104" />
        <location filename="../panels/login.py" line="83" />
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <location filename="../panels/login.py" line="104" />
        <source>Opening …</source>
        <translation>正在打开 …</translation>
    </message>
</context><context>
    <name>MainWindow</name>
    <message>
        <location filename="../app.py" line="149" />
        <source>OmniMed: demonstration with synthetic patients</source>
        <translation>OmniMed：合成病例演示</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="74" />
        <source>OmniMed</source>
        <translation>OmniMed</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="140" />
        <source>Loading images</source>
        <translation>正在加载图像</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="142" />
        <source>User: {0}</source>
        <translation>用户：{0}</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="143" />
        <source>Research use. Not a medical device.</source>
        <translation>仅供科研使用，非医疗器械。</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="238" />
        <source>No other study waits in the list as it is narrowed</source>
        <translation>当前筛选的列表中没有其他待阅的检查</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="282" />
        <source>The image that the report names is not in this study</source>
        <translation>报告所指的图像不在本检查中</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="302" />
        <source>The masks lie over the images and are kept in the study (D hides them)</source>
        <translation>分割结果已叠加在图像上并保存到检查中（按 D 隐藏）</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="304" />
        <source>Nothing was found to outline</source>
        <translation>未找到可分割的内容</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="312" />
        <source>Importing …</source>
        <translation>正在导入 …</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="332" />
        <source>Importing … One image of what is imported is shown meanwhile</source>
        <translation>正在导入 … 期间先显示其中一幅图像</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="347" />
        <source>{0} images of {1} studies imported</source>
        <translation>已导入 {1} 个检查的 {0} 幅图像</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="351" />
        <source>, {0} were there already</source>
        <translation>，其中 {0} 幅已存在</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="365" />
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="369" />
        <source>{0} were not imported:</source>
        <translation>{0} 项未导入：</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="398" />
        <source>Something went wrong in the program ({0}). Nothing was lost.</source>
        <translation>程序出现错误 ({0})，数据没有丢失。</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="402" />
        <source>The folder of the workspace cannot be reached. What was kept is safe: connect the drive or the network again, then repeat the last step.</source>
        <translation>无法访问工作区文件夹。已保存的内容是安全的：请重新连接驱动器或网络，然后重做上一步。</translation>
    </message>
</context><context>
    <name>Measure</name>
    <message>
        <location filename="../viewport/marks.py" line="31" />
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <location filename="../viewport/marks.py" line="32" />
        <source>Angle</source>
        <translation>角度</translation>
    </message>
    <message>
        <location filename="../viewport/marks.py" line="33" />
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <location filename="../viewport/marks.py" line="34" />
        <source>Ellipse</source>
        <translation>椭圆</translation>
    </message>
    <message>
        <location filename="../viewport/marks.py" line="35" />
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <location filename="../viewport/marks.py" line="36" />
        <source>Cobb angle</source>
        <translation>Cobb 角</translation>
    </message>
    <message>
        <location filename="../viewport/marks.py" line="37" />
        <source>Cardiothoracic ratio</source>
        <translation>心胸比</translation>
    </message>
    <message>
        <location filename="../viewport/marks.py" line="38" />
        <source>Outline</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <location filename="../viewport/marks.py" line="39" />
        <source>Arrow</source>
        <translation>箭头</translation>
    </message>
    <message>
        <location filename="../viewport/marks.py" line="40" />
        <source>Text</source>
        <translation>文字</translation>
    </message>
</context><context>
    <name>MeasuredPanel</name>
    <message>
        <location filename="../panels/case/measured.py" line="33" />
        <source>Measurements</source>
        <translation>测量</translation>
    </message>
    <message>
        <location filename="../panels/case/measured.py" line="39" />
        <source>Nothing measured yet. L measures a length, Shift+L an angle, T and O a region, P a value. Handles can be dragged; Ctrl+Z takes back.</source>
        <translation>尚无测量。L 测长度，Shift+L 测角度，T 和 O 测区域，P 测点值。可拖动控制点；Ctrl+Z 撤销。</translation>
    </message>
    <message>
        <location filename="../panels/case/measured.py" line="45" />
        <source>Remove (Del)</source>
        <translation>删除 (Del)</translation>
    </message>
</context><context>
    <name>MetadataPanel</name>
    <message>
        <location filename="../panels/case/metadata.py" line="74" />
        <source>Search tag, name or value</source>
        <translation>搜索标签、名称或值</translation>
    </message>
    <message>
        <location filename="../panels/case/metadata.py" line="75" />
        <source>Search the header</source>
        <translation>搜索文件头</translation>
    </message>
    <message>
        <location filename="../panels/case/metadata.py" line="81" />
        <source>Header of this image</source>
        <translation>本图像文件头</translation>
    </message>
    <message>
        <location filename="../panels/case/metadata.py" line="102" />
        <source>{0} data elements</source>
        <translation>{0} 个数据元素</translation>
    </message>
</context><context>
    <name>OtherReaders</name>
    <message>
        <location filename="../panels/finding/readers.py" line="43" />
        <source>{0}: image and record together</source>
        <translation>{0}：图像与病历并行</translation>
    </message>
    <message>
        <location filename="../panels/finding/readers.py" line="44" />
        <source>{0}: image first, its findings as words (cascade)</source>
        <translation>{0}：先读图像，再以文字传递所见（级联）</translation>
    </message>
    <message>
        <location filename="../panels/finding/readers.py" line="59" />
        <source>Let another model read, or outline in the open series</source>
        <translation>由其他模型读片，或在当前序列中分割</translation>
    </message>
    <message>
        <location filename="../panels/finding/readers.py" line="60" />
        <source>Other models</source>
        <translation>其他模型</translation>
    </message>
    <message>
        <location filename="../panels/finding/readers.py" line="80" />
        <source>Outline in the open series: {0}</source>
        <translation>在当前序列中分割：{0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/readers.py" line="89" />
        <source>Send to the server {0} …</source>
        <translation>发送到服务器 {0} …</translation>
    </message>
    <message>
        <location filename="../panels/finding/readers.py" line="90" />
        <source>It is asked once, after you have said so</source>
        <translation>仅在您确认后询问一次</translation>
    </message>
    <message>
        <location filename="../panels/finding/readers.py" line="111" />
        <source>It cannot run here; missing: {0}</source>
        <translation>无法在此运行；缺少：{0}</translation>
    </message>
</context><context>
    <name>OutcomeDialog</name>
    <message>
        <location filename="../panels/deciding/outcome.py" line="33" />
        <source>Outcome</source>
        <translation>最终结果</translation>
    </message>
    <message>
        <location filename="../panels/deciding/outcome.py" line="38" />
        <source>Counted against first impressions and last words.</source>
        <translation>用于与初步印象和最终意见比对计数。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/outcome.py" line="57" />
        <location filename="../panels/deciding/outcome.py" line="42" />
        <source>Finding</source>
        <translation>所见</translation>
    </message>
    <message>
        <location filename="../panels/deciding/outcome.py" line="59" />
        <location filename="../panels/deciding/outcome.py" line="46" />
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <location filename="../panels/deciding/outcome.py" line="47" />
        <source>pathology, follow-up, CT …</source>
        <translation>病理、随访、CT …</translation>
    </message>
    <message>
        <location filename="../panels/deciding/outcome.py" line="50" />
        <source>Was there</source>
        <translation>确有</translation>
    </message>
    <message>
        <location filename="../panels/deciding/outcome.py" line="51" />
        <source>Was not there</source>
        <translation>确无</translation>
    </message>
</context><context>
    <name>OutlinePresenter</name>
    <message>
        <location filename="../presenters/deciding/outlining.py" line="65" />
        <source>Loading {0} …</source>
        <translation>正在加载 {0} …</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/outlining.py" line="93" />
        <source>Outlining: {0} of {1}</source>
        <translation>正在分割：{0} / {1}</translation>
    </message>
</context><context>
    <name>PatientPage</name>
    <message>
        <location filename="../panels/admin/trail.py" line="234" />
        <location filename="../panels/admin/trail.py" line="233" />
        <source>Patient ID</source>
        <translation>患者编号</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="235" />
        <source>Who saw it?</source>
        <translation>谁查看过？</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="260" />
        <source>{0}: {1} entries, {2} to {3}</source>
        <translation>{0}：{1} 条记录，{2} 至 {3}</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="265" />
        <source>{0} studies, {1} entries</source>
        <translation>{0} 个检查，{1} 条记录</translation>
    </message>
</context><context>
    <name>Presets</name>
    <message>
        <location filename="../viewport/annotations.py" line="65" />
        <source>Soft tissue</source>
        <translation>软组织</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="66" />
        <source>Lung</source>
        <translation>肺</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="67" />
        <source>Liver</source>
        <translation>肝</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="68" />
        <source>Bone</source>
        <translation>骨</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="69" />
        <source>Brain</source>
        <translation>脑</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="70" />
        <source>Auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="71" />
        <source>Whole range</source>
        <translation>全范围</translation>
    </message>
</context><context>
    <name>ProtocolMenu</name>
    <message>
        <location filename="../panels/viewing/menus.py" line="202" />
        <source>Save what I see</source>
        <translation>保存当前布局为方案</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="205" />
        <source>Remove</source>
        <translation>删除</translation>
    </message>
</context><context>
    <name>ProvenanceDialog</name>
    <message>
        <location filename="../panels/finding/edit.py" line="113" />
        <location filename="../panels/finding/edit.py" line="108" />
        <source>Provenance</source>
        <translation>溯源</translation>
    </message>
</context><context>
    <name>Question</name>
    <message>
        <location filename="../panels/deciding/question.py" line="20" />
        <source>Film</source>
        <translation>图像成立</translation>
    </message>
    <message>
        <location filename="../panels/deciding/question.py" line="21" />
        <source>Record</source>
        <translation>病历成立</translation>
    </message>
    <message>
        <location filename="../panels/deciding/question.py" line="22" />
        <source>Both, at different times</source>
        <translation>两者均成立，时间不同</translation>
    </message>
    <message>
        <location filename="../panels/deciding/question.py" line="23" />
        <source>Another patient's record</source>
        <translation>病历属于另一患者</translation>
    </message>
    <message>
        <location filename="../panels/deciding/question.py" line="24" />
        <source>Cannot tell</source>
        <translation>无法判断</translation>
    </message>
</context><context>
    <name>QuestionCard</name>
    <message>
        <location filename="../panels/deciding/question.py" line="43" />
        <source>?  Image and record do not fit</source>
        <translation>?  图像与病历不符</translation>
    </message>
    <message>
        <location filename="../panels/deciding/question.py" line="48" />
        <source>Show both places</source>
        <translation>显示两处位置</translation>
    </message>
    <message>
        <location filename="../panels/deciding/question.py" line="49" />
        <source>Mark the sentence in the record and the region in the image</source>
        <translation>标出病历中的句子和图像中的区域</translation>
    </message>
    <message>
        <location filename="../panels/deciding/question.py" line="84" />
        <source>{0}, {1}: {2}</source>
        <translation>{0}，{1}：{2}</translation>
    </message>
</context><context>
    <name>ReadingPage</name>
    <message>
        <location filename="../panels/reading.py" line="93" />
        <source>Findings</source>
        <translation>所见</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="385" />
        <location filename="../panels/reading.py" line="94" />
        <source>Record</source>
        <translation>病历</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="95" />
        <source>Header</source>
        <translation>文件头</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="329" />
        <location filename="../panels/reading.py" line="96" />
        <source>Measured</source>
        <translation>测量</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="97" />
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="121" />
        <source>Windows and VOI LUTs</source>
        <translation>窗与 VOI LUT</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="122" />
        <source>Rows and columns of views</source>
        <translation>视图行列布局</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="123" />
        <source>Hanging protocols</source>
        <translation>挂片方案</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="124" />
        <source>Texts in the corners</source>
        <translation>四角文字</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="313" />
        <location filename="../panels/reading.py" line="269" />
        <source>Measurements are made on the original images, not here</source>
        <translation>测量须在原始图像上进行，此处不可测量</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="271" />
        <source>This is an earlier study: it is measured when it is open</source>
        <translation>这是既往检查：打开该检查后才能测量</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="273" />
        <source>The measurements kept are not read: none can be made</source>
        <translation>已保存的测量尚未读出，暂不能测量</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="275" />
        <source>The crosshair needs several views: Alt+2, Alt+4 or V</source>
        <translation>十字定位需要多个视图：Alt+2、Alt+4 或 V</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="302" />
        <source>Choose a measurement of your own to remove it</source>
        <translation>请选择您自己的测量后再删除</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="309" />
        <source>Choose a measurement; the last image has no next one</source>
        <translation>请选择一项测量；最后一幅图像没有下一幅</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="317" />
        <source>Nothing to undo</source>
        <translation>没有可撤销的操作</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="317" />
        <source>Undone: {0}</source>
        <translation>已撤销：{0}</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="322" />
        <source>Nothing to redo</source>
        <translation>没有可重做的操作</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="322" />
        <source>Redone: {0}</source>
        <translation>已重做：{0}</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="329" />
        <source>Measured ({0})</source>
        <translation>测量 ({0})</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="385" />
        <source>Record ({0})</source>
        <translation>病历 ({0})</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="407" />
        <source>Nothing to decide on yet: press Space to analyse</source>
        <translation>尚无可决定的内容：请按空格键分析</translation>
    </message>
</context><context>
    <name>ReadingPresenter</name>
    <message>
        <location filename="../presenters/reading.py" line="114" />
        <source>An earlier study of the same region is here (Shift+Q shows it beside)</source>
        <translation>有一次同部位既往检查（Shift+Q 并排显示）</translation>
    </message>
    <message>
        <location filename="../presenters/reading.py" line="116" />
        <source>{0} earlier studies of the same region (Shift+Q shows one beside)</source>
        <translation>有 {0} 次同部位既往检查（Shift+Q 并排显示）</translation>
    </message>
    <message>
        <location filename="../presenters/reading.py" line="127" />
        <source>This study holds no images that can be shown</source>
        <translation>本检查没有可显示的图像</translation>
    </message>
    <message>
        <location filename="../presenters/reading.py" line="170" />
        <source>earlier: {0}</source>
        <translation>既往：{0}</translation>
    </message>
    <message>
        <location filename="../presenters/reading.py" line="185" />
        <source>No earlier study of the same patient and region is here</source>
        <translation>这里没有同一患者同部位的既往检查</translation>
    </message>
    <message>
        <location filename="../presenters/reading.py" line="318" />
        <source>{0} of {1} images cannot be shown</source>
        <translation>{1} 幅图像中有 {0} 幅无法显示</translation>
    </message>
</context><context>
    <name>RecordPanel</name>
    <message>
        <location filename="../panels/case/record.py" line="31" />
        <source>Highlighted: what moved the answer most (amber for, blue against), and what contradicts the images (red).</source>
        <translation>高亮：对结果影响最大的句子（琥珀色支持，蓝色反对），以及与图像矛盾的句子（红色）。</translation>
    </message>
    <message>
        <location filename="../panels/case/record.py" line="39" />
        <source>Record</source>
        <translation>病历</translation>
    </message>
    <message>
        <location filename="../panels/case/record.py" line="84" />
        <source>No record is attached to this study.</source>
        <translation>本检查没有附带病历。</translation>
    </message>
    <message>
        <location filename="../panels/case/record.py" line="88" />
        <source>Request</source>
        <translation>申请单</translation>
    </message>
    <message>
        <location filename="../panels/case/record.py" line="89" />
        <source>Clinical note</source>
        <translation>临床记录</translation>
    </message>
    <message>
        <location filename="../panels/case/record.py" line="90" />
        <source>Report of this study</source>
        <translation>本检查报告</translation>
    </message>
    <message>
        <location filename="../panels/case/record.py" line="106" />
        <source>used</source>
        <translation>已使用</translation>
    </message>
    <message>
        <location filename="../panels/case/record.py" line="106" />
        <source>not used</source>
        <translation>未使用</translation>
    </message>
</context><context>
    <name>ReportPanel</name>
    <message>
        <location filename="../panels/deciding/report.py" line="78" />
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="107" />
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="111" />
        <source>Fill anew</source>
        <translation>重新填充</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="113" />
        <source>From findings and measurements; sections you wrote in stay as they are</source>
        <translation>按所见和测量填充；您写过的段落保持不变</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="132" />
        <source>Key images (Ctrl+K takes the one in view)</source>
        <translation>关键图像（Ctrl+K 加入当前图像）</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="135" />
        <source>Key images</source>
        <translation>关键图像</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="143" />
        <source>Remove the image</source>
        <translation>移除图像</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="151" />
        <source>Copy text</source>
        <translation>复制文本</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="152" />
        <source>To the clipboard (Ctrl+Shift+C)</source>
        <translation>复制到剪贴板 (Ctrl+Shift+C)</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="154" />
        <source>PDF …</source>
        <translation>PDF …</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="155" />
        <source>Write the report as PDF with its key images</source>
        <translation>将报告连同关键图像写为 PDF</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="157" />
        <source>Sign …</source>
        <translation>签名 …</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="160" />
        <source>Addendum</source>
        <translation>补充报告</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="161" />
        <source>A signed report is not changed, only amended</source>
        <translation>已签名的报告不可修改，只能补充</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="176" />
        <source>No study is open.</source>
        <translation>没有打开的检查。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="269" />
        <source>Signed by {0}</source>
        <translation>{0} 已签名</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="282" />
        <source>Key image {0}, by {1}</source>
        <translation>关键图像 {0}，{1}</translation>
    </message>
</context><context>
    <name>ReportPresenter</name>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="158" />
        <source>held by {0}</source>
        <translation>{0} 正在阅读</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="251" />
        <source>Signed. It can be amended, not changed. Ctrl+PgDown: next study</source>
        <translation>已签署。可以补充，不能更改。Ctrl+PgDown：下一个检查</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="287" />
        <source>The image is still coarse: take it when it is made</source>
        <translation>图像尚为粗略显示：请在精细图像生成后再取</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="316" />
        <source>Key image taken into the report</source>
        <translation>关键图像已加入报告</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="347" />
        <source>The report is on the clipboard</source>
        <translation>报告已复制到剪贴板</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="359" />
        <source>Write the report</source>
        <translation>写出报告</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="359" />
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="380" />
        <source>Written: it holds patient data, unsealed</source>
        <translation>已写出：文件含患者信息，未加密</translation>
    </message>
</context><context>
    <name>SecondWindow</name>
    <message>
        <location filename="../panels/viewing/second.py" line="41" />
        <source>OmniMed: second window</source>
        <translation>OmniMed：第二窗口</translation>
    </message>
</context><context>
    <name>SendDialog</name>
    <message>
        <location filename="../panels/deciding/consent.py" line="17" />
        <source>Send to a server</source>
        <translation>发送到服务器</translation>
    </message>
    <message>
        <location filename="../panels/deciding/consent.py" line="20" />
        <source>Let {0} read this study?</source>
        <translation>让 {0} 分析此检查？</translation>
    </message>
    <message>
        <location filename="../panels/deciding/consent.py" line="22" />
        <source>Record and films leave this computer, as far as this server may have them. Names, numbers and dates are cut out of the text, the corners of films are blanked unless the file says that nothing is burned in. A text in the middle of a film is sent: look at the films first.</source>
        <translation>病历和图像将离开本机（限该服务器获准接收的内容）。文本中的姓名、编号和日期会被删去，图像四角会被遮盖，除非文件说明没有烧录文字。图像中部的文字会被发送：请先查看图像。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/consent.py" line="28" />
        <source>What is sent goes on the trail, and it may cost. The answer is kept under the server's name; it is not calibrated at this site.</source>
        <translation>发送内容会记入审计记录，并可能产生费用。结果以该服务器的名称保存，未在本机构校准。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/consent.py" line="36" />
        <source>Send</source>
        <translation>发送</translation>
    </message>
</context><context>
    <name>SeriesStrip</name>
    <message>
        <location filename="../panels/case/strip.py" line="50" />
        <source>Series</source>
        <translation>序列</translation>
    </message>
</context><context>
    <name>ServingPresenter</name>
    <message>
        <location filename="../presenters/deciding/serving.py" line="70" />
        <source>{0} reads …</source>
        <translation>{0} 正在分析 …</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/serving.py" line="102" />
        <source>The server has answered. Tokens: {0} sent, {1} received; cost {2}.</source>
        <translation>服务器已回答。令牌：发送 {0}，接收 {1}；费用 {2}。</translation>
    </message>
</context><context>
    <name>SettingPresenter</name>
    <message>
        <location filename="../presenters/deciding/setting.py" line="92" />
        <source>The settings hold now, but could not be kept</source>
        <translation>设置现已生效，但无法保存</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/setting.py" line="102" />
        <source>Size of the text: {0} %</source>
        <translation>文字大小：{0} %</translation>
    </message>
</context><context>
    <name>SettingsDialog</name>
    <message>
        <location filename="../panels/deciding/settings.py" line="44" />
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="56" />
        <source>This computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="119" />
        <location filename="../panels/deciding/settings.py" line="57" />
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="58" />
        <source>All readers</source>
        <translation>全体医师</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="89" />
        <location filename="../panels/deciding/settings.py" line="69" />
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="70" />
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="91" />
        <location filename="../panels/deciding/settings.py" line="75" />
        <source>Size of the text</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="90" />
        <location filename="../panels/deciding/settings.py" line="80" />
        <source>Names of two scripts</source>
        <translation>双文字姓名</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="82" />
        <source>As the language</source>
        <translation>随界面语言</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="83" />
        <source>Latin letters first</source>
        <translation>拉丁字母在前</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="84" />
        <source>Own script first</source>
        <translation>本国文字在前</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="94" />
        <source>Ctrl + and Ctrl - change the size of the text anywhere, Ctrl 0 sets it back. For another language or order of names the window is made anew; studies and drafts are kept.</source>
        <translation>随时可用 Ctrl + 和 Ctrl - 改变文字大小，Ctrl 0 恢复。更改语言或姓名顺序时窗口将重新建立；检查和草稿会保留。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="110" />
        <source>Key map</source>
        <translation>键位方案</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="116" />
        <source>Click a key to change it; empty gives it back.</source>
        <translation>点击按键可修改；清空则恢复默认。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="120" />
        <source>What</source>
        <translation>功能</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="120" />
        <source>Key</source>
        <translation>按键</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="169" />
        <source>{0} would do two things: {1}; {2}</source>
        <translation>{0} 对应了两个功能：{1}；{2}</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="180" />
        <source>Read unaided first: the answer after one's impression</source>
        <translation>先独立阅片：给出印象后再显示结果</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="181" />
        <source>Every study gets a second reader</source>
        <translation>每个检查均由第二位医师复阅</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="185" />
        <source>How common each finding is among your patients</source>
        <translation>各项所见在本机构患者中的患病率</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="191" />
        <source>What the model's answer did to first impressions</source>
        <translation>模型结果对初步印象的影响</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="195" />
        <source>Count</source>
        <translation>统计</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="220" />
        <source>not set</source>
        <translation>未设定</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="222" />
        <source>Prevalence of {0}</source>
        <translation>{0}的患病率</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="229" />
        <source>right, stayed right</source>
        <translation>原本正确，仍然正确</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="230" />
        <source>right, became wrong</source>
        <translation>原本正确，变为错误</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="231" />
        <source>wrong, became right</source>
        <translation>原本错误，变为正确</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="232" />
        <source>wrong, stayed wrong</source>
        <translation>原本错误，仍然错误</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="233" />
        <source>unsure or changed</source>
        <translation>不确定或改为其他</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="234" />
        <source>outcome not known</source>
        <translation>最终结果未知</translation>
    </message>
</context><context>
    <name>SignDialog</name>
    <message>
        <location filename="../panels/deciding/sign.py" line="27" />
        <source>Sign the addendum</source>
        <translation>签名补充报告</translation>
    </message>
    <message>
        <location filename="../panels/deciding/sign.py" line="27" />
        <source>Sign the report</source>
        <translation>签名报告</translation>
    </message>
    <message>
        <location filename="../panels/deciding/sign.py" line="31" />
        <source>Sign as {0}</source>
        <translation>以 {0} 的身份签名</translation>
    </message>
    <message>
        <location filename="../panels/deciding/sign.py" line="33" />
        <source>What is signed cannot be changed, only amended.</source>
        <translation>签名后不可修改，只能补充。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/sign.py" line="39" />
        <location filename="../panels/deciding/sign.py" line="38" />
        <source>Pass phrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <location filename="../panels/deciding/sign.py" line="41" />
        <source>Ask for a second reader, who does not see this report</source>
        <translation>请第二位医师复阅（看不到本报告）</translation>
    </message>
    <message>
        <location filename="../panels/deciding/sign.py" line="49" />
        <source>Sign</source>
        <translation>签名</translation>
    </message>
</context><context>
    <name>StoredSets</name>
    <message>
        <location filename="../panels/teaching/collect.py" line="110" />
        <source>Data set of the workspace</source>
        <translation>工作区的数据集</translation>
    </message>
    <message>
        <location filename="../panels/teaching/collect.py" line="111" />
        <source>No data set of the workspace</source>
        <translation>不使用工作区数据集</translation>
    </message>
    <message>
        <location filename="../panels/teaching/collect.py" line="112" />
        <source>Collect signed cases …</source>
        <translation>收集已签名病例 …</translation>
    </message>
    <message>
        <location filename="../panels/teaching/collect.py" line="166" />
        <source>{0}: {1}, {2} studies, {3} with it</source>
        <translation>{0}：{1}，{2} 份检查，其中 {3} 份为阳性</translation>
    </message>
</context><context>
    <name>Strip</name>
    <message>
        <location filename="../presenters/reading.py" line="373" />
        <source>earlier study</source>
        <translation>既往检查</translation>
    </message>
    <message>
        <location filename="../presenters/reading.py" line="395" />
        <source>no images</source>
        <translation>无图像</translation>
    </message>
    <message>
        <location filename="../presenters/reading.py" line="415" />
        <source>1 image</source>
        <translation>1 幅图像</translation>
    </message>
    <message>
        <location filename="../presenters/reading.py" line="416" />
        <source>{0} images</source>
        <translation>{0} 幅图像</translation>
    </message>
    <message>
        <location filename="../presenters/viewing/documents.py" line="40" />
        <source>report</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../presenters/viewing/documents.py" line="41" />
        <source>document</source>
        <translation>文档</translation>
    </message>
    <message>
        <location filename="../presenters/viewing/documents.py" line="42" />
        <source>curves</source>
        <translation>波形</translation>
    </message>
</context><context>
    <name>TagTable</name>
    <message>
        <location filename="../panels/case/metadata.py" line="63" />
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <location filename="../panels/case/metadata.py" line="63" />
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../panels/case/metadata.py" line="63" />
        <source>Value</source>
        <translation>值</translation>
    </message>
</context><context>
    <name>TeachingDialog</name>
    <message>
        <location filename="../panels/teaching/window.py" line="42" />
        <source>OmniMed: teaching</source>
        <translation>OmniMed：训练</translation>
    </message>
    <message>
        <location filename="../panels/teaching/window.py" line="57" />
        <source>Gate</source>
        <translation>准入</translation>
    </message>
    <message>
        <location filename="../panels/teaching/window.py" line="58" />
        <source>Dashboard</source>
        <translation>监测</translation>
    </message>
    <message>
        <location filename="../panels/teaching/window.py" line="64" />
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <location filename="../panels/teaching/window.py" line="65" />
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <location filename="../panels/teaching/window.py" line="66" />
        <source>Comparison</source>
        <translation>比较</translation>
    </message>
    <message>
        <location filename="../panels/teaching/window.py" line="95" />
        <source>Something went wrong in the program ({0}).</source>
        <translation>程序出错（{0}）。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/window.py" line="117" />
        <source>Teaching</source>
        <translation>训练</translation>
    </message>
</context><context>
    <name>TextLine</name>
    <message>
        <location filename="../viewport/text_line.py" line="20" />
        <source>Text on the image</source>
        <translation>图像上的文字</translation>
    </message>
</context><context>
    <name>Texts</name>
    <message>
        <location filename="../panels/viewing/menus.py" line="25" />
        <source>Patient's name</source>
        <translation>患者姓名</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="26" />
        <source>Patient ID, sex, age</source>
        <translation>患者编号、性别、年龄</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="27" />
        <source>Date of birth</source>
        <translation>出生日期</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="28" />
        <source>Study</source>
        <translation>检查</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="29" />
        <source>Date and time</source>
        <translation>日期和时间</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="30" />
        <source>Accession number</source>
        <translation>检查号</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="31" />
        <source>Series</source>
        <translation>序列</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="32" />
        <source>Image number</source>
        <translation>图像号</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="33" />
        <source>Position of the slice</source>
        <translation>层面位置</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="34" />
        <source>Thickness</source>
        <translation>层厚</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="35" />
        <source>Window</source>
        <translation>窗宽窗位</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="36" />
        <source>Zoom</source>
        <translation>缩放比例</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="37" />
        <source>Turns and flips</source>
        <translation>旋转与翻转</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="38" />
        <source>Rate of cine</source>
        <translation>播放帧率</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="39" />
        <source>Ruler</source>
        <translation>标尺</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="40" />
        <source>Grey bar</source>
        <translation>灰阶条</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="41" />
        <source>Sides of the patient</source>
        <translation>患者方位</translation>
    </message>
</context><context>
    <name>Told</name>
    <message>
        <location filename="sentences/images.py" line="8" />
        <source>The ZIP unpacks to more than can be read.</source>
        <translation>ZIP 解压后超过可读取的大小。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="9" />
        <source>A file in the ZIP is larger than can be read.</source>
        <translation>ZIP 中有文件超过可读取的大小。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="10" />
        <source>The ZIP holds more than {0} files.</source>
        <translation>ZIP 中的文件超过 {0} 个。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="11" />
        <source>The ZIP is cut or damaged.</source>
        <translation>ZIP 被截断或损坏。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="12" />
        <source>Copy or download the ZIP again.</source>
        <translation>请重新复制或下载 ZIP。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="13" />
        <source>A file in the ZIP is damaged.</source>
        <translation>ZIP 中有文件损坏。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="14" />
        <source>A file in the ZIP is packed or protected in a way that cannot be read.</source>
        <translation>ZIP 中有文件的压缩或保护方式无法读取。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="17" />
        <source>Unpack the ZIP first and import the folder.</source>
        <translation>请先解压 ZIP，再导入文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="18" />
        <source>No decoder for this compression (transfer syntax {0}).</source>
        <translation>没有该压缩方式的解码器（传输语法 {0}）。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="19" />
        <source>A compressed image does not have the size its header says.</source>
        <translation>压缩图像的大小与其文件头不符。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="20" />
        <source>The image is {0} x {1} pixels inside, but its header says {2} x {3}.</source>
        <translation>图像实际为 {0} x {1} 像素，而其文件头写的是 {2} x {3}。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="23" />
        <source>The image's colours do not fit its header.</source>
        <translation>图像的颜色与其文件头不符。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="24" />
        <source>The image has more bits per pixel than its header says.</source>
        <translation>图像每像素位数多于其文件头所写。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="25" />
        <source>This kind of JPEG compression has no decoder.</source>
        <translation>该 JPEG 压缩方式没有解码器。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="26" />
        <source>A frame is not the JPEG-LS it should be.</source>
        <translation>有一帧不是应有的 JPEG-LS。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="27" />
        <source>A compressed image is cut.</source>
        <translation>压缩图像被截断。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="28" />
        <source>The image's RLE segments do not fit its header.</source>
        <translation>图像的 RLE 段与其文件头不符。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="29" />
        <source>A compressed image is damaged and cannot be decoded.</source>
        <translation>压缩图像已损坏，无法解码。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="30" />
        <source>The image's RLE segments reach beyond its end.</source>
        <translation>图像的 RLE 段超出其末尾。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="31" />
        <source>A compressed frame has no header.</source>
        <translation>有一压缩帧没有文件头。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="32" />
        <source>A compressed image is cut: its end is missing.</source>
        <translation>压缩图像被截断：缺少末尾。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="33" />
        <source>A frame is not the JPEG it should be.</source>
        <translation>有一帧不是应有的 JPEG。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="34" />
        <source>A compressed frame has a cut header.</source>
        <translation>有一压缩帧的文件头被截断。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="35" />
        <source>A frame is not the JPEG 2000 it should be.</source>
        <translation>有一帧不是应有的 JPEG 2000。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="36" />
        <source>This is no DICOM file.</source>
        <translation>这不是 DICOM 文件。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="37" />
        <source>This is no DICOM file: it has no DICOM mark and no known SOP class.</source>
        <translation>这不是 DICOM 文件：没有 DICOM 标记，也没有已知的 SOP 类。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="40" />
        <source>The file unpacks to more than {0} MiB.</source>
        <translation>文件解压后超过 {0} MiB。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="41" />
        <source>The compressed part of the file is cut.</source>
        <translation>文件的压缩部分被截断。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="42" />
        <source>The file ends in the middle of its header.</source>
        <translation>文件在文件头中间结束。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="43" />
        <source>The file ends before its header.</source>
        <translation>文件在文件头之前结束。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="44" />
        <source>The header ends before the file does: its parts do not fit.</source>
        <translation>文件头早于文件结束：各部分不相符。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="45" />
        <source>The file ends before its pixel data.</source>
        <translation>文件在像素数据之前结束。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="46" />
        <source>The header is damaged just before the pixel data.</source>
        <translation>文件头在像素数据之前损坏。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="47" />
        <source>The pixel data is cut: {0} of {1} bytes are there.</source>
        <translation>像素数据被截断：{1} 字节中只有 {0} 字节。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="48" />
        <source>The file ends inside its own file meta information.</source>
        <translation>文件在其文件元信息中结束。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="49" />
        <source>The compressed part of the file is damaged.</source>
        <translation>文件的压缩部分已损坏。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="50" />
        <source>The header nests sequences too deep to be genuine.</source>
        <translation>文件头的序列嵌套过深，不可能是真实的。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="51" />
        <source>The header is damaged.</source>
        <translation>文件头已损坏。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="52" />
        <source>The header is too large to be read.</source>
        <translation>文件头过大，无法读取。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="53" />
        <source>The file holds no image.</source>
        <translation>文件中没有图像。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="54" />
        <source>The pixel data is compressed, but the header says it is not.</source>
        <translation>像素数据是压缩的，但文件头说不是。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="55" />
        <source>The file holds fewer images than its header says ({0}).</source>
        <translation>文件中的图像少于其文件头所写（{0}）。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="56" />
        <source>The DICOMDIR holds no directory.</source>
        <translation>DICOMDIR 中没有目录。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="57" />
        <source>The file is shorter than its header says.</source>
        <translation>文件比其文件头所写的短。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="58" />
        <source>The colour image has an odd number of pixels and cannot be read.</source>
        <translation>彩色图像的像素数为奇数，无法读取。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="59" />
        <source>There is pixel data, but no image height or width.</source>
        <translation>有像素数据，但没有图像的高或宽。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="60" />
        <source>The number of frames is no number.</source>
        <translation>帧数不是数字。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="61" />
        <source>Pixels of {0} bits are not supported.</source>
        <translation>不支持 {0} 位的像素。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="62" />
        <source>The header's bits per pixel contradict each other.</source>
        <translation>文件头中的每像素位数相互矛盾。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="63" />
        <source>Pixels of {0} samples are not supported.</source>
        <translation>不支持 {0} 个样本的像素。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="64" />
        <source>The header claims {0} frames of {1} x {2} pixels, more than can be read.</source>
        <translation>文件头声称有 {0} 帧 {1} x {2} 像素，超出可读取的范围。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="67" />
        <source>The pixel data is empty.</source>
        <translation>像素数据为空。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="68" />
        <source>The pixel data is too short: {0} of {1} bytes are there.</source>
        <translation>像素数据过短：{1} 字节中只有 {0} 字节。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="69" />
        <source>The image's colour table is missing or damaged.</source>
        <translation>图像的颜色表缺失或损坏。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="70" />
        <source>The object holds no such image.</source>
        <translation>对象中没有此图像。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="71" />
        <source>The object holds no image.</source>
        <translation>对象中没有图像。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="72" />
        <source>The image is larger than can be read.</source>
        <translation>图像过大，无法读取。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="73" />
        <source>The decoder gave no answer.</source>
        <translation>解码器没有响应。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="74" />
        <source>The decoder was closed.</source>
        <translation>解码器已关闭。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="75" />
        <source>Reading took longer than {0} seconds and was stopped.</source>
        <translation>读取超过 {0} 秒，已停止。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="76" />
        <source>The file is damaged in a way that stopped the reader.</source>
        <translation>文件的损坏使读取程序停止。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="77" />
        <source>This is a media directory (DICOMDIR), not an image.</source>
        <translation>这是介质目录（DICOMDIR），不是图像。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="78" />
        <source>The folder may not be read.</source>
        <translation>无权读取该文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="79" />
        <source>Check who may read it.</source>
        <translation>请检查谁有权读取。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="80" />
        <source>There is no such file or folder.</source>
        <translation>没有此文件或文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="81" />
        <source>Check the path.</source>
        <translation>请检查路径。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="82" />
        <source>The DICOMDIR lists this file, but it is not there.</source>
        <translation>DICOMDIR 列出了该文件，但文件不存在。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="83" />
        <source>The file cannot be read.</source>
        <translation>无法读取该文件。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="84" />
        <source>This is neither a file nor a folder.</source>
        <translation>这既不是文件也不是文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="85" />
        <source>The decoder returned less than it announced.</source>
        <translation>解码器返回的数据少于其声明。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="86" />
        <source>The file is empty.</source>
        <translation>文件为空。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="87" />
        <source>The picture is cut or damaged.</source>
        <translation>图片被截断或损坏。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="88" />
        <source>The picture is larger than any film.</source>
        <translation>图片比任何胶片都大。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="89" />
        <source>The file is neither DICOM nor PNG nor JPEG.</source>
        <translation>文件既不是 DICOM，也不是 PNG 或 JPEG。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="90" />
        <source>Give DICOM, PNG or JPEG files.</source>
        <translation>请提供 DICOM、PNG 或 JPEG 文件。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="91" />
        <source>The picture claims {0} x {1} pixels.</source>
        <translation>图片声称为 {0} x {1} 像素。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="92" />
        <source>Ask for the file again; this copy is damaged.</source>
        <translation>请重新索取文件；此副本已损坏。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="93" />
        <source>This is a colour picture, not a film.</source>
        <translation>这是彩色图片，不是胶片。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="94" />
        <source>Give the film itself, not a photograph of something else.</source>
        <translation>请提供胶片本身，而不是其他东西的照片。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="95" />
        <source>The slices have no geometry.</source>
        <translation>这些层面没有几何信息。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="96" />
        <source>There is no such series in this study.</source>
        <translation>该检查中没有此序列。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="97" />
        <source>No series of this study is a volume of {0} with {1} or more slices.</source>
        <translation>该检查中没有 {1} 层或以上的 {0} 容积序列。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="100" />
        <source>The slices are tilted or unevenly spaced: masks would lie in the wrong place.</source>
        <translation>层面倾斜或间距不等：分割结果会落在错误的位置。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="103" />
        <source>Ask for the volume resampled without gantry tilt.</source>
        <translation>请索取无机架倾斜的重采样容积。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="104" />
        <source>{0} of {1} slices cannot be read, the first: {2}</source>
        <translation>{1} 层中有 {0} 层无法读取，第一层：{2}</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="105" />
        <source>Ask for the series again; a volume with gaps is not measured.</source>
        <translation>请重新索取该序列；有缺层的容积不作测量。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="106" />
        <source>This series is no volume of {0} with {1} or more slices.</source>
        <translation>该序列不是 {1} 层或以上的 {0} 容积。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="107" />
        <source>Show another series of the study first.</source>
        <translation>请先显示该检查的另一序列。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="108" />
        <source>The masks cannot be written: the headers of these images lack what they refer to.</source>
        <translation>无法写出分割结果：这些图像的文件头缺少其所引用的内容。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="112" />
        <source>Ask for the series as the scanner sent it.</source>
        <translation>请索取设备原样发送的序列。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="113" />
        <source>A file is {0}, which is not read.</source>
        <translation>有文件是 {0}，无法读取。</translation>
    </message>
    <message>
        <location filename="sentences/images.py" line="114" />
        <source>Give DICOM, PNG (8 or 16 bits) or JPEG files.</source>
        <translation>请提供 DICOM、PNG（8 或 16 位）或 JPEG 文件。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="9" />
        <source>no image was looked at</source>
        <translation>没有看过影像</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="10" />
        <source>this model takes no images: only in the cascade is it told what a film shows</source>
        <translation>该模型不接受图像：只有在级联方式下才会得知图像所见</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="13" />
        <source>asked by itself the model says yes, in one list of all findings no</source>
        <translation>单独询问时模型答“是”，在全部所见的列表中却答“否”</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="14" />
        <source>asked by itself the model says no, in one list of all findings yes</source>
        <translation>单独询问时模型答“否”，在全部所见的列表中却答“是”</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="15" />
        <source>the server gives no probabilities: its answers are yes or no alone</source>
        <translation>服务器不给出概率：其回答仅为是或否</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="16" />
        <source>the server reads films and record whole or not at all: any weight but 0 counted as 1</source>
        <translation>服务器对图像和病历要么全读要么不读：0 以外的权重均按 1 计</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="20" />
        <source>the server gives no list of all answers: they are not held against one another</source>
        <translation>服务器不给出全部回答的列表：未作相互核对</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="23" />
        <source>mean of the network over the mask: not calibrated</source>
        <translation>网络在分割区域内的均值：未校准</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="25" />
        <source>The analysis was made by {0} {1}; this is {2} {3}.</source>
        <translation>该分析由 {0} {1} 作出；此处为 {2} {3}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="26" />
        <source>Replay with the same version of the model.</source>
        <translation>请用相同版本的模型重放。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="27" />
        <source>The analysis was made under another calibration of this site.</source>
        <translation>该分析是在本机构另一次校准下作出的。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="28" />
        <source>The images or the notes are not the ones that were analysed.</source>
        <translation>图像或病历不是当时分析的那些。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="29" />
        <source>There is no question.</source>
        <translation>没有问题。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="30" />
        <source>Write it after the study.</source>
        <translation>请写在检查之后。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="31" />
        <source>The model wrote nothing that could be read.</source>
        <translation>模型没有写出可读的内容。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="32" />
        <source>Ask once more, or another model.</source>
        <translation>请再问一次，或换另一个模型。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="33" />
        <source>The inference process was closed.</source>
        <translation>推理进程已关闭。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="34" />
        <source>The model's process ended.</source>
        <translation>模型进程已结束。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="35" />
        <source>The site calibration that this analysis was made under is not here.</source>
        <translation>作出该分析时所用的本机构校准不在此处。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="38" />
        <source>it segments; it does not classify</source>
        <translation>它用于分割，不作分类</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="39" />
        <source>its network does not give one number for each class</source>
        <translation>其网络没有为每一类给出一个数</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="40" />
        <source>its configuration would run code: ${0}</source>
        <translation>其配置会运行代码：${0}</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="41" />
        <source>Only literals, references and arithmetic are read; write the value instead.</source>
        <translation>只读取字面值、引用和算术；请直接写出数值。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="44" />
        <source>one of its transforms has no _target_</source>
        <translation>其某个变换没有 _target_</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="45" />
        <source>its configuration names {0}, which is none of MONAI's networks, transforms or inferers</source>
        <translation>其配置指定了 {0}，它不是 MONAI 的网络、变换或推理器</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="49" />
        <source>its {0} is no list of transforms</source>
        <translation>其 {0} 不是变换列表</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="50" />
        <source>its configuration is nested too deep</source>
        <translation>其配置嵌套过深</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="51" />
        <source>its configuration includes other files (%)</source>
        <translation>其配置包含其他文件（%）</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="52" />
        <source>{0} of its configuration refers to itself</source>
        <translation>其配置的 {0} 引用了自身</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="53" />
        <source>{0} refuses its arguments ({1})</source>
        <translation>{0} 不接受其参数（{1}）</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="54" />
        <source>its configuration has no {0}</source>
        <translation>其配置没有 {0}</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="55" />
        <source>it holds neither models/model.safetensors nor models/model.pt</source>
        <translation>其中既没有 models/model.safetensors 也没有 models/model.pt</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="56" />
        <source>The bundle cannot be used: {0}.</source>
        <translation>无法使用该 bundle：{0}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="57" />
        <source>it holds no configs/inference.json</source>
        <translation>其中没有 configs/inference.json</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="58" />
        <source>its output is {0}</source>
        <translation>其输出为 {0}</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="59" />
        <source>Bundles for segmentation and classification are read.</source>
        <translation>可读取用于分割和分类的 bundle。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="60" />
        <source>its metadata.json states no network_data_format</source>
        <translation>其 metadata.json 未写明 network_data_format</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="61" />
        <source>its weights are TorchScript, which is code</source>
        <translation>其权重为 TorchScript，即代码</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="62" />
        <source>Ask for models/model.pt or models/model.safetensors of the same bundle.</source>
        <translation>请索取同一 bundle 的 models/model.pt 或 models/model.safetensors。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="65" />
        <source>its {0} is damaged</source>
        <translation>其 {0} 已损坏</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="66" />
        <source>its metadata.json does not state {0} of the network's data</source>
        <translation>其 metadata.json 未写明网络数据的 {0}</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="67" />
        <source>its metadata.json does not name the output's channels (channel_def)</source>
        <translation>其 metadata.json 未写明输出通道的名称（channel_def）</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="70" />
        <source>its {0} is missing</source>
        <translation>其 {0} 缺失</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="71" />
        <source>Copy the folder again.</source>
        <translation>请重新复制该文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="72" />
        <source>its {0} was changed since it was registered</source>
        <translation>其 {0} 在登记之后被改动</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="73" />
        <source>If the change is meant, remove the model and add it again.</source>
        <translation>若确为有意改动，请移除该模型后重新添加。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="74" />
        <source>its {0} is larger than any configuration</source>
        <translation>其 {0} 大于任何配置</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="75" />
        <source>its {0} cannot be read</source>
        <translation>无法读取其 {0}</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="76" />
        <source>this machine lacks {0}</source>
        <translation>本机缺少 {0}</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="77" />
        <source>it outlines what it finds in volumes</source>
        <translation>它在容积中分割其所见</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="78" />
        <source>Use it for one study: omni-med analyze STUDY --model NAME</source>
        <translation>请对单份检查使用：omni-med analyze STUDY --model NAME</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="79" />
        <source>its {0} holds no state_dict</source>
        <translation>其 {0} 中没有 state_dict</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="80" />
        <source>its {0} is no network</source>
        <translation>其 {0} 不是网络</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="81" />
        <source>its inferer is no inferer</source>
        <translation>其 inferer 不是推理器</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="82" />
        <source>its network gives more than one output</source>
        <translation>其网络给出多个输出</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="83" />
        <source>its {0} does not fit its network</source>
        <translation>其 {0} 与其网络不符</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="84" />
        <source>Copy configs/ and models/ of the same version of the bundle.</source>
        <translation>请复制同一版本 bundle 的 configs/ 和 models/。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="85" />
        <source>its {0} holds more than numbers (a pickle can run code)</source>
        <translation>其 {0} 不只含数字（pickle 可运行代码）</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="86" />
        <source>Ask its makers for safetensors, or for the bare state_dict.</source>
        <translation>请向作者索取 safetensors，或仅含 state_dict 的文件。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="87" />
        <source>it fails on this image ({0})</source>
        <translation>它在此图像上失败（{0}）</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="88" />
        <source>Its card says what it is made for: modality, size, number of images.</source>
        <translation>其说明卡写明适用的成像方式、大小和图像数。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="91" />
        <source>The embedded model's weights are not those that its card describes.</source>
        <translation>内置模型的权重与其说明卡不符。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="94" />
        <source>Install OmniMed again.</source>
        <translation>请重新安装 OmniMed。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="95" />
        <source>These weights have no space of films and sentences.</source>
        <translation>这些权重没有图像与语句的共同空间。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="96" />
        <source>The embedded model runs on the CPU and takes the options threads and execution.</source>
        <translation>内置模型在 CPU 上运行，接受选项 threads 和 execution。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="99" />
        <source>The embedded model's card is missing or damaged.</source>
        <translation>内置模型的说明卡缺失或损坏。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="100" />
        <source>not a gray image of rows and columns</source>
        <translation>不是由行和列组成的灰度图像</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="101" />
        <source>too small to read: {0} x {1} pixels, at least {2} x {3} are needed</source>
        <translation>过小，无法读片：{0} x {1} 像素，至少需要 {2} x {3}</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="102" />
        <source>holds values that are not numbers</source>
        <translation>含有非数字的值</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="103" />
        <source>blank: the film holds no contrast</source>
        <translation>空白：图像没有对比度</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="104" />
        <source>The embedded model's {0} is not the one that its card describes.</source>
        <translation>内置模型的 {0} 与其说明卡不符。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="105" />
        <source>The embedded model's {0} is missing.</source>
        <translation>内置模型的 {0} 缺失。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="106" />
        <source>The embedded model's {0} is damaged.</source>
        <translation>内置模型的 {0} 已损坏。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="107" />
        <source>The embedded model was taught with other clues of a history than this program's.</source>
        <translation>内置模型训练时所用的病史线索与本程序不同。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="110" />
        <source>These heads were taught on different text encoders.</source>
        <translation>这些适配头是在不同的文本编码器上训练的。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="111" />
        <source>Leave one of them out.</source>
        <translation>请去掉其中一个。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="112" />
        <source>The head's {0} is damaged or was changed.</source>
        <translation>适配头的 {0} 已损坏或被改动。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="113" />
        <source>Copy the folder again from where the head was taught.</source>
        <translation>请从训练该适配头之处重新复制文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="114" />
        <source>The head {0} was taught on {1} {2}, and this is {3} {4}: what it is worth here is not known.</source>
        <translation>适配头 {0} 在 {1} {2} 上训练，而此处为 {3} {4}：其在此处的价值不明。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="119" />
        <source>Evaluate it on this model (omni-med finetune evaluate HEAD --locked DATASET), or teach it again.</source>
        <translation>请在此模型上评估（omni-med finetune evaluate HEAD --locked DATASET），或重新训练。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="124" />
        <source>{0} is answered twice.</source>
        <translation>{0} 被回答了两次。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="125" />
        <source>Leave one of the heads out.</source>
        <translation>请去掉其中一个适配头。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="126" />
        <source>This folder holds no head.</source>
        <translation>该文件夹中没有适配头。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="127" />
        <source>Give the folder that `omni-med finetune fit` wrote; it holds {0}.</source>
        <translation>请指定 `omni-med finetune fit` 写出的文件夹；其中有 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="128" />
        <source>The head's {0} is missing.</source>
        <translation>适配头的 {0} 缺失。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="129" />
        <source>Copy the whole folder of the head.</source>
        <translation>请复制适配头的整个文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="130" />
        <source>The head {0} does not fit this model.</source>
        <translation>适配头 {0} 不适合此模型。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="131" />
        <source>Teach it on this model: omni-med finetune fit DATASET --model NAME</source>
        <translation>请在此模型上训练：omni-med finetune fit DATASET --model NAME</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="132" />
        <source>Heads of a language model answer on a model from a folder, in this process.</source>
        <translation>语言模型的适配头须在本进程中与来自文件夹的模型一同作答。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="135" />
        <source>Register it with omni-med models add, and name it with --model.</source>
        <translation>请用 omni-med models add 登记，并用 --model 指定。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="136" />
        <source>The head {0} does not fit the embedded model's last block.</source>
        <translation>适配头 {0} 不适合内置模型的最后一块。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="137" />
        <source>Merging a head needs onnx, which is not installed.</source>
        <translation>合并适配头需要 onnx，但未安装。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="138" />
        <source>pip install 'omni-med[train]'</source>
        <translation>pip install 'omni-med[train]'</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="139" />
        <source>The head does not fit the embedded model's last block.</source>
        <translation>该适配头不适合内置模型的最后一块。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="140" />
        <source>The file is larger than a head's bundle can be.</source>
        <translation>文件大于适配头包可能的大小。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="141" />
        <source>The bundle's card names no head.</source>
        <translation>包的说明卡未写明适配头名称。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="142" />
        <source>The file is no head's bundle: it holds something else than card, numbers, report and signature.</source>
        <translation>该文件不是适配头包：除说明卡、数值、报告和签名外还有其他内容。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="147" />
        <source>The bundle was changed after it was signed.</source>
        <translation>该包在签名之后被改动。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="148" />
        <source>The bundle's card or numbers cannot be read.</source>
        <translation>无法读取包的说明卡或数值。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="149" />
        <source>The file is no head's bundle, or it is cut or damaged.</source>
        <translation>该文件不是适配头包，或被截断、损坏。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="150" />
        <source>The bundle holds an entry that is packed or too large.</source>
        <translation>包中有压缩过的或过大的条目。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="151" />
        <source>The bundle bears no signature.</source>
        <translation>该包没有签名。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="152" />
        <source>The bundle's signature is missing, damaged or forged.</source>
        <translation>包的签名缺失、损坏或伪造。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="153" />
        <source>The head's {0} is too large for a bundle.</source>
        <translation>适配头的 {0} 过大，无法放入包中。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="154" />
        <source>The head {0} does not fit the embedded model.</source>
        <translation>适配头 {0} 不适合内置模型。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="155" />
        <source>Teach it again on this model: omni-med finetune fit</source>
        <translation>请在此模型上重新训练：omni-med finetune fit</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="156" />
        <source>The head does not fit the embedded model's text encoder.</source>
        <translation>该适配头不适合内置模型的文本编码器。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="157" />
        <source>The tokenizer cannot tell yes from no.</source>
        <translation>分词器无法区分是与否。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="158" />
        <source>Take another model.</source>
        <translation>请换另一个模型。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="159" />
        <source>There is no such folder.</source>
        <translation>没有此文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="160" />
        <source>Give the folder that holds config.json.</source>
        <translation>请指定含 config.json 的文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="161" />
        <source>The weights are quantised; F32, F16 or BF16 are read.</source>
        <translation>权重已量化；可读取 F32、F16 或 BF16。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="162" />
        <source>Serve quantised models with vLLM or llama.cpp, and use models add-server.</source>
        <translation>量化模型请用 vLLM 或 llama.cpp 提供服务，再用 models add-server。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="165" />
        <source>There is no modality {0}; there are {1}.</source>
        <translation>没有模态 {0}；可用的有 {1}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="166" />
        <source>This model takes no {0}.</source>
        <translation>该模型不接受{0}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="167" />
        <source>It takes {0}: see --modal-types.</source>
        <translation>它接受{0}：见 --modal-types。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="168" />
        <source>config.json does not say which model this is (model_type).</source>
        <translation>config.json 未写明是哪种模型（model_type）。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="169" />
        <source>Language models need the package transformers.</source>
        <translation>语言模型需要软件包 transformers。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="170" />
        <source>Install it with: pip install omni-med[language]</source>
        <translation>安装：pip install omni-med[language]</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="171" />
        <source>A model of the kind {0} cannot be loaded: {1}.</source>
        <translation>无法加载 {0} 类型的模型：{1}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="172" />
        <source>Take a model that transformers knows, or serve this one: models add-server.</source>
        <translation>请使用 transformers 认识的模型，或以服务方式提供：models add-server。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="175" />
        <source>The folder holds no tokenizer.</source>
        <translation>文件夹中没有分词器。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="176" />
        <source>Download the whole model again.</source>
        <translation>请重新下载整个模型。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="177" />
        <source>The folder holds no chat template: how to ask this model is not known.</source>
        <translation>文件夹中没有对话模板：不知如何向该模型提问。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="180" />
        <source>Take the instruction-tuned version of the model.</source>
        <translation>请使用该模型的指令微调版本。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="181" />
        <source>The folder does not say how images are prepared (preprocessor_config.json).</source>
        <translation>文件夹未写明图像如何预处理（preprocessor_config.json）。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="184" />
        <source>config.json states numbers of the type {0}; float32, float16 or bfloat16 are read.</source>
        <translation>config.json 写明数值类型为 {0}；可读取 float32、float16 或 bfloat16。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="188" />
        <source>{0} of the model's weights are not in its files or of another shape.</source>
        <translation>模型的 {0} 个权重不在其文件中，或形状不同。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="191" />
        <source>The model {0} {1}.</source>
        <translation>模型 {0} {1}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="192" />
        <source>Close what else runs, take a smaller model, or serve it: models add-server.</source>
        <translation>请关闭其他程序、使用更小的模型，或以服务方式提供：models add-server。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="195" />
        <source>No CUDA device can be used here.</source>
        <translation>此处没有可用的 CUDA 设备。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="196" />
        <source>Add the model with --device cpu.</source>
        <translation>添加模型时请使用 --device cpu。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="197" />
        <source>The model {0} was closed.</source>
        <translation>模型 {0} 已关闭。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="198" />
        <source>The memory does not do for this case with the model {0}.</source>
        <translation>内存不足以用模型 {0} 处理此病例。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="199" />
        <source>Close what else runs, or give fewer films or a shorter record.</source>
        <translation>请关闭其他程序，或提供更少的图像或更短的病历。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="200" />
        <source>The model {0} failed inside ({1}).</source>
        <translation>模型 {0} 内部出错（{1}）。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="201" />
        <source>transformers has no processor for this kind of model.</source>
        <translation>transformers 没有这类模型的处理器。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="202" />
        <source>{0} cannot be loaded: the memory does not do.</source>
        <translation>无法加载 {0}：内存不足。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="203" />
        <source>Close what else runs, or take a smaller model.</source>
        <translation>请关闭其他程序，或使用更小的模型。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="204" />
        <source>{0} of this folder cannot be loaded ({1}).</source>
        <translation>无法加载该文件夹的 {0}（{1}）。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="205" />
        <source>Download the whole model again; see the list of families in the user guide.</source>
        <translation>请重新下载整个模型；支持的系列见用户指南。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="208" />
        <source>A model's name is of a-z, 0-9, dot, dash and underscore, 48 at most.</source>
        <translation>模型名称由 a-z、0-9、点、短横线和下划线组成，最多 48 个字符。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="211" />
        <source>Choose another name with --id.</source>
        <translation>请用 --id 选择其他名称。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="212" />
        <source>A file of the model is missing.</source>
        <translation>模型的某个文件缺失。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="213" />
        <source>Put the folder back, or `omni-med models remove` it and add it again.</source>
        <translation>请放回文件夹，或用 `omni-med models remove` 移除后重新添加。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="216" />
        <source>{0} is not the file that was registered.</source>
        <translation>{0} 不是登记时的文件。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="217" />
        <source>If the change was meant: `omni-med models remove`, then add it again.</source>
        <translation>若确为有意改动：`omni-med models remove`，然后重新添加。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="220" />
        <source>Films of this kind of model cannot stand side by side.</source>
        <translation>这类模型的图像不能并排放置。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="221" />
        <source>A prompt ends with words.</source>
        <translation>提示须以文字结尾。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="222" />
        <source>The prompt has {0} tokens; this model reads {1}.</source>
        <translation>提示有 {0} 个词元；该模型最多读 {1} 个。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="223" />
        <source>Give fewer films or a shorter record.</source>
        <translation>请提供更少的图像或更短的病历。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="224" />
        <source>This model takes no images.</source>
        <translation>该模型不接受图像。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="225" />
        <source>This model takes no sound.</source>
        <translation>该模型不接受声音。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="226" />
        <source>The chat template of this model does not write what it is given.</source>
        <translation>该模型的对话模板没有写出所给的内容。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="227" />
        <source>The folder holds no weights (model.safetensors).</source>
        <translation>文件夹中没有权重（model.safetensors）。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="228" />
        <source>{0} is cut or damaged.</source>
        <translation>{0} 被截断或损坏。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="229" />
        <source>The weights hold numbers of the type {0}; F32, F16 or BF16 are read.</source>
        <translation>权重的数值类型为 {0}；可读取 F32、F16 或 BF16。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="232" />
        <source>{0} holds no JSON object.</source>
        <translation>{0} 中没有 JSON 对象。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="233" />
        <source>The weights are pickles ({0}): a pickle can run code, and is not read.</source>
        <translation>权重为 pickle（{0}）：pickle 可运行代码，不予读取。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="236" />
        <source>Take the model's safetensors files, or convert them where the code is trusted.</source>
        <translation>请使用模型的 safetensors 文件，或在信任该代码之处转换。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="239" />
        <source>{0} is too large to be what its name says.</source>
        <translation>{0} 过大，与其名称不符。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="240" />
        <source>The folder holds no {0}.</source>
        <translation>文件夹中没有 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="241" />
        <source>{0} cannot be read as JSON.</source>
        <translation>无法把 {0} 读作 JSON。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="242" />
        <source>{0} names no weights.</source>
        <translation>{0} 未指明权重。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="243" />
        <source>{0} names files outside the folder.</source>
        <translation>{0} 指向文件夹之外的文件。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="244" />
        <source>{0} of {1} weight files are missing, the first: {2}.</source>
        <translation>{1} 个权重文件中缺少 {0} 个，第一个：{2}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="245" />
        <source>There is no prompt {0} in the language {1}.</source>
        <translation>没有语言 {1} 的提示 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="246" />
        <source>There are: {0}; languages {1}.</source>
        <translation>可用的有：{0}；语言 {1}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="247" />
        <source>The address holds more than host and path; a key never stands in it.</source>
        <translation>地址除主机和路径外还有其他内容；其中不得写入密钥。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="250" />
        <source>This is no address of a server.</source>
        <translation>这不是服务器地址。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="251" />
        <source>Patients' data does not go over plain HTTP.</source>
        <translation>患者数据不得经由普通 HTTP 传送。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="252" />
        <source>Use https://; http:// only reaches a server on this very machine.</source>
        <translation>请使用 https://；http:// 只能访问本机的服务器。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="253" />
        <source>The name of a server has lower-case letters, digits, '.', '_' and '-' only.</source>
        <translation>服务器名称只能有小写字母、数字、'.'、'_' 和 '-'。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="256" />
        <source>The server needs the name of its model.</source>
        <translation>需要写明服务器的模型名称。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="257" />
        <source>Give --model.</source>
        <translation>请给出 --model。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="258" />
        <source>A server takes text, and of image, audio and video what it is said to.</source>
        <translation>服务器接受文本，以及所声明的图像、声音和视频。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="261" />
        <source>Requests a minute are 1 to 10000, silence 1 to 3600 seconds.</source>
        <translation>每分钟请求数为 1 至 10000，无响应时间为 1 至 3600 秒。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="262" />
        <source>A price is not below 0.</source>
        <translation>价格不低于 0。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="263" />
        <source>The server's answer has no end.</source>
        <translation>服务器的回答没有结尾。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="264" />
        <source>Check that the address is that of an OpenAI-compatible server, up to /v1.</source>
        <translation>请检查地址是否为 OpenAI 兼容服务器的地址，直到 /v1。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="267" />
        <source>The server {0} is not said to take {1}.</source>
        <translation>服务器 {0} 未声明接受{1}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="268" />
        <source>Add it anew with --modal-types.</source>
        <translation>请用 --modal-types 重新添加。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="269" />
        <source>The server answered neither yes nor no.</source>
        <translation>服务器既未答是也未答否。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="270" />
        <source>Its model cannot be used for findings.</source>
        <translation>其模型不能用于判断所见。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="271" />
        <source>The package httpx2 is not installed.</source>
        <translation>未安装软件包 httpx2。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="272" />
        <source>pip install "omni-med[server]"</source>
        <translation>pip install "omni-med[server]"</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="273" />
        <source>The certificates kept for the server {0} cannot be read.</source>
        <translation>无法读取为服务器 {0} 保存的证书。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="274" />
        <source>Add the server anew, with a PEM file.</source>
        <translation>请用 PEM 文件重新添加该服务器。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="275" />
        <source>The connection to the server was closed.</source>
        <translation>与服务器的连接已关闭。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="276" />
        <source>A film without pixels cannot be sent.</source>
        <translation>没有像素的图像无法发送。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="277" />
        <source>A film could not be written as PNG.</source>
        <translation>无法把图像写成 PNG。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="278" />
        <source>The server stopped in the middle of its answer.</source>
        <translation>服务器在回答中途停止。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="279" />
        <source>Install what is missing, or choose another of `omni-med models list`.</source>
        <translation>请安装所缺内容，或从 `omni-med models list` 中另选一个。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="282" />
        <source>There is no model {0}; there are: {1}.</source>
        <translation>没有模型 {0}；可用的有：{1}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="283" />
        <source>There is no execution {0}; it is one of {1}.</source>
        <translation>没有执行方式 {0}；可用的有 {1}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="284" />
        <source>OpenVINO is not installed.</source>
        <translation>未安装 OpenVINO。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="285" />
        <source>Install it (pip install omni-med[openvino]) or leave the execution out.</source>
        <translation>请安装（pip install omni-med[openvino]），或不指定执行方式。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="288" />
        <source>A model can only be added in the name of who opened this.</source>
        <translation>模型只能以打开工作区者的名义添加。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="289" />
        <source>There is no model {0}.</source>
        <translation>没有模型 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="290" />
        <source>There is a model {0} already.</source>
        <translation>已有模型 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="291" />
        <source>Choose another name, or `omni-med models remove` the other first.</source>
        <translation>请选择其他名称，或先用 `omni-med models remove` 移除另一个。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="292" />
        <source>There is no model {0} that was added here.</source>
        <translation>此处没有添加过模型 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="293" />
        <source>This is no key of a server.</source>
        <translation>这不是服务器的密钥。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="294" />
        <source>It is one word of ASCII.</source>
        <translation>它是一个 ASCII 单词。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="295" />
        <source>To allow a server needs a reason.</source>
        <translation>允许服务器需要理由。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="296" />
        <source>The security administrator allows it: `omni-med models allow-server {0} --reason TEXT`.</source>
        <translation>由安全管理员允许：`omni-med models allow-server {0} --reason TEXT`。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="300" />
        <source>There is no server {0}.</source>
        <translation>没有服务器 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="301" />
        <source>A stored server cannot be read.</source>
        <translation>无法读取保存的服务器。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="302" />
        <source>There is a server {0} already.</source>
        <translation>已有服务器 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="303" />
        <source>Choose another name, or `omni-med models remove-server` the other first.</source>
        <translation>请选择其他名称，或先用 `omni-med models remove-server` 移除另一个。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="306" />
        <source>`omni-med finetune heads` lists those that came to the gate.</source>
        <translation>`omni-med finetune heads` 列出已进入准入评估的适配头。</translation>
    </message>
    <message>
        <location filename="sentences/models.py" line="307" />
        <source>Head {0} cannot be told from luck: its locked set has {1} patients with the finding{2}, and the rule here is {3} of each.</source>
        <translation>适配头 {0} 无法与偶然区分：其封存集有 {1} 名有该所见的患者{2}，而此处的规定为各 {3} 名。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="8" />
        <source>Entry {0} of the FHIR file ({1}) follows neither R5 nor R4: {2}.</source>
        <translation>FHIR 文件的第 {0} 项（{1}）既不符合 R5 也不符合 R4：{2}。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="9" />
        <source>Ask the exporting system for valid FHIR R4 or R5.</source>
        <translation>请向导出系统索取有效的 FHIR R4 或 R5。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="10" />
        <source>A FHIR {0} names no patient, and the file holds {1}.</source>
        <translation>FHIR {0} 未指明患者，而文件中有 {1}。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="11" />
        <source>Give each text its subject.</source>
        <translation>请为每段文本指明患者。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="12" />
        <source>The FHIR Bundle's `entry` is no list.</source>
        <translation>FHIR Bundle 的 `entry` 不是列表。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="13" />
        <source>An attachment is kept on another server and was not read.</source>
        <translation>附件存放在另一服务器上，未读取。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="14" />
        <source>An attachment that is not text was left out.</source>
        <translation>非文本的附件已略去。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="15" />
        <source>Notes are read from DocumentReference, DiagnosticReport and Composition with plain text or HTML inside.</source>
        <translation>病历从含纯文本或 HTML 的 DocumentReference、DiagnosticReport 和 Composition 中读取。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="20" />
        <source>A FHIR {0} is of a patient who is not in the file.</source>
        <translation>FHIR {0} 的患者不在文件中。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="21" />
        <source>Export the Bundle with its Patient resource.</source>
        <translation>导出 Bundle 时请包含其 Patient 资源。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="22" />
        <source>An attachment is damaged (no base64) and was left out.</source>
        <translation>附件损坏（不是 base64），已略去。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="23" />
        <source>Line {0} of the record: `{1}` is no text.</source>
        <translation>病历第 {0} 行：`{1}` 不是文本。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="24" />
        <source>Put it in quotation marks.</source>
        <translation>请加上引号。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="25" />
        <source>Line {0} of the record: `{1}` is no date that can be read without doubt.</source>
        <translation>病历第 {0} 行：`{1}` 不是可以确定读出的日期。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="28" />
        <source>Write it as 2024-11-20 or 2024-11-20T08:30:00.</source>
        <translation>请写成 2024-11-20 或 2024-11-20T08:30:00。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="29" />
        <source>The record is empty.</source>
        <translation>病历为空。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="30" />
        <source>Give a file with text in it.</source>
        <translation>请提供有文字的文件。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="31" />
        <source>The record is XML or HTML, which is not read.</source>
        <translation>病历为 XML 或 HTML，无法读取。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="32" />
        <source>Export it as FHIR JSON or as plain text.</source>
        <translation>请导出为 FHIR JSON 或纯文本。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="33" />
        <source>The record is a JSON array.</source>
        <translation>病历是 JSON 数组。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="34" />
        <source>Write one JSON object a line, or a FHIR Bundle.</source>
        <translation>请每行写一个 JSON 对象，或提供 FHIR Bundle。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="35" />
        <source>The record file is larger than {0} MiB.</source>
        <translation>病历文件超过 {0} MiB。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="36" />
        <source>Split it: one file a patient.</source>
        <translation>请拆分：每名患者一个文件。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="37" />
        <source>The JSON has no `resourceType` and is no FHIR Bundle.</source>
        <translation>该 JSON 没有 `resourceType`，不是 FHIR Bundle。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="38" />
        <source>Line {0} of the record is no JSON object.</source>
        <translation>病历第 {0} 行不是 JSON 对象。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="39" />
        <source>Write one complete JSON object a line, or give plain text.</source>
        <translation>请每行写一个完整的 JSON 对象，或提供纯文本。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="40" />
        <source>Line {0} of the record has no field `text`.</source>
        <translation>病历第 {0} 行没有 `text` 字段。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="41" />
        <source>The fields are {0}.</source>
        <translation>字段有 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="42" />
        <source>There is no such record file.</source>
        <translation>没有此病历文件。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="43" />
        <source>Check the path given with --notes.</source>
        <translation>请检查 --notes 所给的路径。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="44" />
        <source>The record is a folder, not a file.</source>
        <translation>病历是文件夹，不是文件。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="45" />
        <source>Give the files in it one by one.</source>
        <translation>请逐个提供其中的文件。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="46" />
        <source>The record file cannot be opened.</source>
        <translation>无法打开病历文件。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="47" />
        <source>Check that you may read it.</source>
        <translation>请检查您是否有权读取。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="48" />
        <source>The character set of the record is neither UTF-8 nor GB18030.</source>
        <translation>病历的字符集既不是 UTF-8 也不是 GB18030。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="49" />
        <source>Save it as UTF-8 and import it again.</source>
        <translation>请保存为 UTF-8 后重新导入。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="50" />
        <source>This file is not text.</source>
        <translation>该文件不是文本。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="51" />
        <source>This is {0}, not plain text.</source>
        <translation>这是{0}，不是纯文本。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="52" />
        <source>Save it as plain text (UTF-8), JSON lines or a FHIR Bundle.</source>
        <translation>请保存为纯文本（UTF-8）、JSON 行或 FHIR Bundle。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="53" />
        <source>The record is neither UTF-8 nor GB18030 text, or it is damaged.</source>
        <translation>病历既不是 UTF-8 也不是 GB18030 文本，或已损坏。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="54" />
        <source>The HL7 file holds no message.</source>
        <translation>HL7 文件中没有消息。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="55" />
        <source>It has no segment MSH.</source>
        <translation>它没有 MSH 段。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="56" />
        <source>Texts are read from OBX, NTE and OBR of ORU, MDM and order messages.</source>
        <translation>从 ORU、MDM 和医嘱消息的 OBX、NTE 和 OBR 段读取文本。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="59" />
        <source>Export it with its segment PID.</source>
        <translation>导出时请包含 PID 段。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="60" />
        <source>Export it with PID-3 and PID-5.</source>
        <translation>导出时请包含 PID-3 和 PID-5。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="61" />
        <source>Export it as FHIR JSON, HL7 version 2 or plain text.</source>
        <translation>请导出为 FHIR JSON、HL7 第 2 版或纯文本。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="62" />
        <source>Save it as plain text (UTF-8), JSON lines, a FHIR Bundle or HL7 version 2.</source>
        <translation>请保存为纯文本（UTF-8）、JSON lines、FHIR Bundle 或 HL7 第 2 版。</translation>
    </message>
    <message>
        <location filename="sentences/records.py" line="65" />
        <source>Give plain text, JSON lines, a FHIR Bundle or HL7 version 2, as UTF-8 or GB18030.</source>
        <translation>请提供 UTF-8 或 GB18030 编码的纯文本、JSON lines、FHIR Bundle 或 HL7 第 2 版。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="8" />
        <source>This is not the code of that authenticator: nothing was changed. Check the time of the telephone and of this machine.</source>
        <translation>这不是该验证器的代码：未作任何更改。请检查手机和本机的时间。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="13" />
        <source>Name the folder that was given to `omni-med backup`.</source>
        <translation>请指定 `omni-med backup` 所用的文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="14" />
        <source>The backup was written by a newer program.</source>
        <translation>该备份由更新的程序版本写成。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="15" />
        <source>The backup's manifest was altered.</source>
        <translation>备份清单已被改动。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="16" />
        <source>This backup holds no whole snapshot.</source>
        <translation>该备份中没有完整的快照。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="17" />
        <source>This backup has no such snapshot.</source>
        <translation>该备份中没有此快照。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="18" />
        <source>The backup's manifest is missing or damaged.</source>
        <translation>备份清单缺失或损坏。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="19" />
        <source>The backup's manifest is not signed by this workspace.</source>
        <translation>备份清单不是由本工作区签名的。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="20" />
        <source>The backup's manifest cannot be read.</source>
        <translation>无法读取备份清单。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="21" />
        <source>This folder holds the backup of another workspace.</source>
        <translation>该文件夹存放的是另一工作区的备份。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="22" />
        <source>Name an empty or a new folder.</source>
        <translation>请指定空文件夹或新文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="23" />
        <source>This folder holds something else than a backup.</source>
        <translation>该文件夹中不是备份。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="24" />
        <source>There is no backup in this folder.</source>
        <translation>该文件夹中没有备份。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="25" />
        <source>A backup inside the workspace is lost with it.</source>
        <translation>放在工作区内的备份会随工作区一同丢失。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="26" />
        <source>Name a folder elsewhere.</source>
        <translation>请指定其他位置的文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="27" />
        <source>The catalogue's copy is damaged, or the catalogue itself is.</source>
        <translation>目录库的副本已损坏，或目录库本身已损坏。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="28" />
        <source>The catalogue is damaged or was altered.</source>
        <translation>目录库已损坏或被改动。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="29" />
        <source>The catalogue cannot be used ({0}).</source>
        <translation>无法使用目录库（{0}）。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="30" />
        <source>Make sure that the disk is not full and that its folder may be written to.</source>
        <translation>请确认磁盘未满且其文件夹可写。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="33" />
        <source>What was done was undone by the database.</source>
        <translation>数据库撤销了刚才的操作。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="34" />
        <source>Try it again.</source>
        <translation>请重试。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="35" />
        <source>What another thread did at the same time failed, and this with it.</source>
        <translation>同时进行的另一线程失败，本操作随之失败。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="36" />
        <source>Try again.</source>
        <translation>请再试一次。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="37" />
        <source>There is no object {0}.</source>
        <translation>没有对象 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="38" />
        <source>Use it, or name another folder with --home.</source>
        <translation>请使用它，或用 --home 指定其他文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="39" />
        <source>Copy the folder to a disk that can be written to, or let its backup be restored there: `omni-med restore DIR --to HOME`.</source>
        <translation>请把文件夹复制到可写的磁盘，或在该处恢复其备份：`omni-med restore DIR --to HOME`。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="44" />
        <source>Choose a longer one; several words are easiest to remember.</source>
        <translation>请选择更长的口令；几个单词最容易记住。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="45" />
        <source>Wait, or let the recovery sheet open it: `omni-med keys recover`.</source>
        <translation>请等待，或用恢复单打开：`omni-med keys recover`。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="46" />
        <source>Type the six digits of the authenticator, or one of the recovery codes.</source>
        <translation>请输入验证器的六位数字或一个恢复码。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="49" />
        <source>List users and roles with `omni-med users list`.</source>
        <translation>用 `omni-med users list` 列出用户和角色。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="50" />
        <source>Ask the security administrator for the role that this needs.</source>
        <translation>请向安全管理员申请所需角色。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="51" />
        <source>The policy says how long: `omni-med users policy --retention DAYS`, never below 180.</source>
        <translation>保存期限由策略规定：`omni-med users policy --retention DAYS`，不少于 180。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="55" />
        <source>Unlock it with the pass phrase.</source>
        <translation>请用口令解锁。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="56" />
        <source>Update OmniMed.</source>
        <translation>请更新 OmniMed。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="57" />
        <source>A workspace has one owner: who made it.</source>
        <translation>工作区只有一个所有者：创建者。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="58" />
        <source>Nobody would be {0} any more.</source>
        <translation>这样就没有人是 {0} 了。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="59" />
        <source>Give that role to another user first.</source>
        <translation>请先把该角色授予其他用户。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="60" />
        <source>There is a user of that name.</source>
        <translation>已有同名用户。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="61" />
        <source>Choose another name.</source>
        <translation>请选择其他名称。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="62" />
        <source>The trail is kept for {0} days at least.</source>
        <translation>审计记录至少保存 {0} 天。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="63" />
        <source>The law and GB/T 28448 ask for six months, HIPAA for six years.</source>
        <translation>法律和 GB/T 28448 要求六个月，HIPAA 要求六年。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="64" />
        <source>This second factor is wrong, or was used before.</source>
        <translation>第二因素错误，或已被使用过。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="65" />
        <source>This user needs a second factor as well.</source>
        <translation>该用户还需要第二因素。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="66" />
        <source>No recovery code was made for this user.</source>
        <translation>没有为该用户生成恢复码。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="67" />
        <source>Only the pass phrase opens it.</source>
        <translation>只有口令能打开。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="68" />
        <source>A user name is 1 to 64 letters, digits or . _ @ - and begins with a letter or digit.</source>
        <translation>用户名为 1 至 64 个字母、数字或 . _ @ -，并以字母或数字开头。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="72" />
        <source>This workspace has several users.</source>
        <translation>该工作区有多个用户。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="73" />
        <source>The file of key slots is missing or damaged.</source>
        <translation>密钥槽文件缺失或损坏。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="74" />
        <source>The key slots were written by a newer program.</source>
        <translation>密钥槽由更新的程序版本写成。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="75" />
        <source>The present file was put back: use the present pass phrase.</source>
        <translation>已恢复当前文件：请使用当前口令。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="76" />
        <source>An old file of key slots had been put in place.</source>
        <translation>有人放入了旧的密钥槽文件。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="77" />
        <source>The pass phrase is empty.</source>
        <translation>口令为空。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="78" />
        <source>The pass phrase has {0} characters; {1} are the least.</source>
        <translation>口令只有 {0} 个字符；至少需要 {1} 个。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="79" />
        <source>The pass phrase is little more than the user's name.</source>
        <translation>口令与用户名过于相近。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="80" />
        <source>The pass phrase is among the first that anybody would try.</source>
        <translation>该口令属于最先会被试出的口令。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="81" />
        <source>{0} log-ins in a row were refused: locked for {1} more minutes.</source>
        <translation>连续 {0} 次登录被拒绝：还将锁定 {1} 分钟。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="82" />
        <source>A user needs a role.</source>
        <translation>用户需要一个角色。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="83" />
        <source>Roles are {0}.</source>
        <translation>角色有 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="84" />
        <source>Nobody may be {0} and {1} at once.</source>
        <translation>任何人不得同时为 {0} 和 {1}。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="85" />
        <source>A security row ({0}) {1}: the trail knows otherwise.</source>
        <translation>安全行（{0}）{1}：与审计记录不符。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="86" />
        <source>A security row ({0}) is at version {1}, the trail says {2}: an old page of the database was put in place.</source>
        <translation>安全行（{0}）的版本为 {1}，审计记录为 {2}：有人放入了数据库的旧页。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="91" />
        <source>{0} security rows that the trail knows were removed.</source>
        <translation>审计记录所载的 {0} 个安全行已被删除。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="92" />
        <source>A security row ({0}) cannot be read.</source>
        <translation>无法读取安全行（{0}）。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="93" />
        <source>A security row ({0}) is not the newest that the trail knows: an old page of the database was put in place.</source>
        <translation>安全行（{0}）不是审计记录所载的最新版本：有人放入了数据库的旧页。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="98" />
        <source>A security row ({0}) was altered or exchanged.</source>
        <translation>安全行（{0}）已被改动或调换。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="99" />
        <source>The catalogue knows no key slots.</source>
        <translation>目录库中没有密钥槽。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="100" />
        <source>This is no recovery code, or it is mistyped.</source>
        <translation>这不是恢复码，或输入有误。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="101" />
        <source>Object {0} is cut within its header.</source>
        <translation>对象 {0} 在文件头中被截断。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="102" />
        <source>Object {0} is no sealed object.</source>
        <translation>对象 {0} 不是密封对象。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="103" />
        <source>Object {0} has format {1}, suite {2}, which is not known here.</source>
        <translation>对象 {0} 的格式为 {1}，套件为 {2}，此处不识别。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="104" />
        <source>Object {0} was altered or sealed under another key.</source>
        <translation>对象 {0} 已被改动，或由另一密钥密封。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="105" />
        <source>Object {0} is {1}.</source>
        <translation>对象 {0} 为{1}。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="106" />
        <source>Object {0} is cut.</source>
        <translation>对象 {0} 被截断。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="107" />
        <source>Object {0} was altered in chunk {1} of {2}.</source>
        <translation>对象 {0} 的第 {1} 块（共 {2} 块）已被改动。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="108" />
        <source>A key slot cannot be read.</source>
        <translation>无法读取密钥槽。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="109" />
        <source>The key of object {0} was altered or exchanged.</source>
        <translation>对象 {0} 的密钥已被改动或调换。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="110" />
        <source>The key of object {0} is under a version that was retired: an old row was put in place.</source>
        <translation>对象 {0} 的密钥属于已停用的版本：有人放入了旧行。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="114" />
        <source>The file of object {0} is gone.</source>
        <translation>对象 {0} 的文件已不存在。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="115" />
        <source>An anchor inside the workspace protects nothing: who replaces one replaces both.</source>
        <translation>放在工作区内的锚点不起保护作用：谁替换其一，就能替换两者。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="118" />
        <source>Name a file on another medium: a USB stick, a network share.</source>
        <translation>请指定其他介质上的文件：U 盘或网络共享。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="119" />
        <source>This file holds something that is no anchor: it was left as it is.</source>
        <translation>该文件的内容不是锚点：未作改动。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="120" />
        <source>Name a new file, or one that `omni-med audit anchor` made.</source>
        <translation>请指定新文件，或由 `omni-med audit anchor` 生成的文件。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="121" />
        <source>The anchor file holds no checkpoint.</source>
        <translation>锚点文件中没有检查点。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="122" />
        <source>The trail's newest checkpoint does not state the present tree.</source>
        <translation>审计记录的最新检查点与当前的树不符。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="123" />
        <source>The trail was cut, or an old copy put in place: {0} entries were anchored, {1} are there.</source>
        <translation>审计记录被截断，或被换成旧副本：已锚定 {0} 条，现有 {1} 条。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="127" />
        <source>The trail does not go on from the anchor at {0}: an entry before it was altered, or another trail was put in place.</source>
        <translation>审计记录不能从锚点 {0} 延续：此前某条被改动，或被换成另一份记录。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="132" />
        <source>Anchor {0} speaks of another workspace: this one was put in its place, or the file is the wrong one.</source>
        <translation>锚点 {0} 属于另一工作区：本工作区被替换，或文件有误。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="137" />
        <source>Anchor {0} is older than the one before it.</source>
        <translation>锚点 {0} 早于其前一个锚点。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="138" />
        <source>The anchor file is no text: it was altered or damaged.</source>
        <translation>锚点文件不是文本：已被改动或损坏。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="139" />
        <source>Anchor {0} is not signed by this workspace's key: the key was exchanged, or the anchor altered.</source>
        <translation>锚点 {0} 未由本工作区的密钥签名：密钥被调换，或锚点被改动。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="144" />
        <source>Entry {0} is missing or was moved.</source>
        <translation>第 {0} 条缺失或被移动。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="145" />
        <source>{0} entries at the end were never signed.</source>
        <translation>末尾有 {0} 条从未签名。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="146" />
        <source>Entries after {0} are missing: one was signed.</source>
        <translation>第 {0} 条之后的记录缺失：其中一条已签名。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="147" />
        <source>An entry before {0} was altered: its checkpoint differs.</source>
        <translation>第 {0} 条之前的某条被改动：其检查点不符。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="148" />
        <source>The frontier stored with checkpoint {0} was altered.</source>
        <translation>随检查点 {0} 保存的前沿已被改动。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="149" />
        <source>The trail's public key does not fit its id.</source>
        <translation>审计记录的公钥与其标识不符。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="150" />
        <source>A checkpoint of the trail belongs to another vault.</source>
        <translation>审计记录的某个检查点属于另一保险库。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="151" />
        <source>A checkpoint of the trail carries no signature.</source>
        <translation>审计记录的某个检查点没有签名。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="152" />
        <source>A checkpoint of the trail is not signed by this vault.</source>
        <translation>审计记录的某个检查点未由本保险库签名。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="153" />
        <source>The trail's public key cannot be read.</source>
        <translation>无法读取审计记录的公钥。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="154" />
        <source>A checkpoint of the trail cannot be read.</source>
        <translation>无法读取审计记录的某个检查点。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="155" />
        <source>The trail's last checkpoint does not fit its tree.</source>
        <translation>审计记录的最后检查点与其树不符。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="156" />
        <source>The trail's last checkpoint was altered.</source>
        <translation>审计记录的最后检查点已被改动。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="157" />
        <source>An entry of the trail cannot be read.</source>
        <translation>无法读取审计记录的某一条。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="158" />
        <source>Entry {0} was taken out, and no purge on the trail says so.</source>
        <translation>第 {0} 条被取走，而审计记录中没有相应的清除记录。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="159" />
        <source>Entry {0} is missing: it shows what the purge might take.</source>
        <translation>第 {0} 条缺失：它标明清除可以取走的内容。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="160" />
        <source>The purge of {0} took entries of {1} days; none younger than {2} may go.</source>
        <translation>{0} 的清除取走了 {1} 天的记录；不得取走少于 {2} 天的记录。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="163" />
        <source>Entry {0} is missing, or cannot be read.</source>
        <translation>第 {0} 条缺失或无法读取。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="164" />
        <source>A workspace cannot be its own witness, nor can a copy of it.</source>
        <translation>工作区不能为自己见证，其副本也不能。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="165" />
        <source>Name another one, which somebody else looks after.</source>
        <translation>请指定由他人保管的另一个。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="166" />
        <source>The witness never saw this workspace: it is another one, or was never witnessed.</source>
        <translation>见证方从未见过本工作区：它是另一个，或从未被见证。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="169" />
        <source>The witness's own trail is bent. {0}</source>
        <translation>见证方自己的审计记录已被改动。{0}</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="170" />
        <source>This workspace cannot be written to (a read-only medium, or another owner's folder): it is not opened, because whoever opens one is put on its trail.</source>
        <translation>该工作区不可写（只读介质，或他人的文件夹）：未打开，因为打开者必须记入其审计记录。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="175" />
        <source>The catalogue is missing.</source>
        <translation>目录库缺失。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="176" />
        <source>{0} breaks, the first: {1}</source>
        <translation>{0} 处断裂，第一处：{1}</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="177" />
        <source>The trail's public key was exchanged in the file of key slots.</source>
        <translation>密钥槽文件中审计记录的公钥已被调换。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="178" />
        <source>{0} files are gone, the first: {1}.</source>
        <translation>{0} 个文件已不存在，第一个：{1}。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="179" />
        <source>{0} of {1} are broken, the first: {2}</source>
        <translation>{1} 中有 {0} 个已损坏，第一个：{2}</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="180" />
        <source>Object {0} does not fit its name.</source>
        <translation>对象 {0} 与其名称不符。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="181" />
        <source>There is no such series in this workspace.</source>
        <translation>该工作区中没有此序列。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="182" />
        <source>There is no such instance in this workspace.</source>
        <translation>该工作区中没有此实例。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="183" />
        <source>Shredding needs a reason.</source>
        <translation>销毁需要理由。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="184" />
        <source>This is the pass phrase that is to be replaced.</source>
        <translation>这正是将被替换的口令。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="185" />
        <source>Administrators need a second factor: that comes first.</source>
        <translation>管理员需要第二因素：请先设置。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="186" />
        <source>Run `omni-med users totp`.</source>
        <translation>请运行 `omni-med users totp`。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="187" />
        <source>This user was disabled.</source>
        <translation>该用户已被停用。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="188" />
        <source>The session is locked.</source>
        <translation>会话已锁定。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="189" />
        <source>This is not for {0} ({1}).</source>
        <translation>{0}（{1}）无权进行此操作。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="190" />
        <source>A pass phrase of your own comes first.</source>
        <translation>请先设置您自己的口令。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="191" />
        <source>Run `omni-med keys passphrase`.</source>
        <translation>请运行 `omni-med keys passphrase`。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="192" />
        <source>This user was removed.</source>
        <translation>该用户已被移除。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="193" />
        <source>A label keeps this study from you.</source>
        <translation>有标签限制您查看该检查。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="194" />
        <source>In an emergency: `omni-med access break-glass STUDY --reason TEXT`.</source>
        <translation>紧急情况下：`omni-med access break-glass STUDY --reason TEXT`。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="197" />
        <source>An emergency needs a reason that a reviewer understands.</source>
        <translation>紧急访问需要审查者能理解的理由。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="198" />
        <source>Say it in ten letters or more, with --reason.</source>
        <translation>请用 --reason 以十个字母以上说明。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="199" />
        <source>An emergency lasts 12 hours at most.</source>
        <translation>紧急访问最长 12 小时。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="200" />
        <source>Give --minutes.</source>
        <translation>请给出 --minutes。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="201" />
        <source>A review says something.</source>
        <translation>审查须写明意见。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="202" />
        <source>Say it with --note.</source>
        <translation>请用 --note 写明。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="203" />
        <source>A stored emergency cannot be read.</source>
        <translation>无法读取保存的紧急访问。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="204" />
        <source>There is no such emergency.</source>
        <translation>没有此紧急访问。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="205" />
        <source>List them with `omni-med access list`.</source>
        <translation>用 `omni-med access list` 列出。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="206" />
        <source>This emergency was reviewed.</source>
        <translation>该紧急访问已审查。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="207" />
        <source>Nobody reviews their own emergency.</source>
        <translation>任何人不得审查自己的紧急访问。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="208" />
        <source>Ask another.</source>
        <translation>请另请他人。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="209" />
        <source>No study here is of that patient.</source>
        <translation>此处没有该患者的检查。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="210" />
        <source>Give the Patient ID of the headers.</source>
        <translation>请给出文件头中的患者编号。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="211" />
        <source>The trail is exported as {0}.</source>
        <translation>审计记录导出为 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="212" />
        <source>Run it on a terminal, or name a file that holds it in OMNI_MED_PASSPHRASE_FILE.</source>
        <translation>请在终端中运行，或在 OMNI_MED_PASSPHRASE_FILE 中指定存有口令的文件。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="215" />
        <source>Run it in a graphical session, or use `omni-med show` and `omni-med analyze`.</source>
        <translation>请在图形会话中运行，或使用 `omni-med show` 和 `omni-med analyze`。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="218" />
        <source>Give the whole Study Instance UID; `omni-med studies` lists them.</source>
        <translation>请给出完整的 Study Instance UID；`omni-med studies` 会列出。</translation>
    </message>
    <message>
        <location filename="sentences/security.py" line="219" />
        <source>Keep the folder as it is, and restore what is named from a backup.</source>
        <translation>请保持该文件夹原样，并从备份恢复所指明的内容。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="9" />
        <source>No such file or directory: {0}</source>
        <translation>没有此文件或文件夹：{0}</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="10" />
        <source>Permission denied: {0}</source>
        <translation>没有权限：{0}</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="11" />
        <source>Operation not permitted: {0}</source>
        <translation>不允许此操作：{0}</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="12" />
        <source>Read-only file system: {0}</source>
        <translation>文件系统只读：{0}</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="13" />
        <source>Input/output error: {0}</source>
        <translation>输入输出错误：{0}</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="14" />
        <source>Too many open files: {0}</source>
        <translation>打开的文件过多：{0}</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="15" />
        <source>Is a directory: {0}</source>
        <translation>这是文件夹：{0}</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="16" />
        <source>Not a directory: {0}</source>
        <translation>这不是文件夹：{0}</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="17" />
        <source>File name too long: {0}</source>
        <translation>文件名过长：{0}</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="18" />
        <source>Connection timed out: {0}</source>
        <translation>连接超时：{0}</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="19" />
        <source>Stale file handle: {0}</source>
        <translation>文件句柄已失效：{0}</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="20" />
        <source>Check who may read and write there.</source>
        <translation>请检查谁有权在该处读写。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="21" />
        <source>Choose a folder that may be written to, with --home or --out.</source>
        <translation>请用 --home 或 --out 选择可写的文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="22" />
        <source>The disk or the medium reports errors; copy it and try the copy.</source>
        <translation>磁盘或介质报告错误；请复制后使用副本。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="23" />
        <source>Raise the limit of open files (ulimit -n).</source>
        <translation>请提高打开文件数的上限（ulimit -n）。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="24" />
        <source>Close other programs, or work on fewer images at once (--workers 1).</source>
        <translation>请关闭其他程序，或一次处理更少的图像（--workers 1）。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="27" />
        <source>There is a workspace in this folder already.</source>
        <translation>该文件夹中已有工作区。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="28" />
        <source>See what the study holds: omni-med show STUDY</source>
        <translation>查看检查的内容：omni-med show STUDY</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="30" />
        <source>Stopped on request.</source>
        <translation>已按要求停止。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="31" />
        <source>Check that this is a DICOM file; other files in the folder are not affected.</source>
        <translation>请确认这是 DICOM 文件；文件夹中的其他文件不受影响。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="34" />
        <source>Give the folder or the DICOMDIR to `omni-med import`; its files are found from there.</source>
        <translation>请把文件夹或 DICOMDIR 交给 `omni-med import`，由此找到其文件。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="38" />
        <source>Ask the sending system for the file again; the copy here is incomplete or damaged.</source>
        <translation>请向发送系统重新索取文件；此处的副本不完整或已损坏。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="42" />
        <source>Ask the sending system for the images uncompressed or as JPEG 2000.</source>
        <translation>请向发送系统索取未压缩或 JPEG 2000 的图像。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="45" />
        <source>The header claims an impossible size: the file is damaged or made to do harm.</source>
        <translation>文件头声称的大小不可能：文件已损坏或怀有恶意。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="48" />
        <source>The file is damaged or made to do harm; the rest of the folder is not affected.</source>
        <translation>文件已损坏或怀有恶意；文件夹的其余部分不受影响。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="51" />
        <source>Give plain text, JSON lines or a FHIR Bundle, as UTF-8 or GB18030.</source>
        <translation>请提供 UTF-8 或 GB18030 的纯文本、JSON 行或 FHIR Bundle。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="52" />
        <source>Give a WAV or FLAC file of up to an hour.</source>
        <translation>请提供不超过一小时的 WAV 或 FLAC 文件。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="53" />
        <source>Check the patient; to attach it all the same, give a reason with --force-notes REASON.</source>
        <translation>请核对患者；若仍要附上，请用 --force-notes REASON 说明理由。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="57" />
        <source>List the studies with `omni-med studies`.</source>
        <translation>用 `omni-med studies` 列出检查。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="58" />
        <source>A stored {0} cannot be read: {1}.</source>
        <translation>无法读取保存的 {0}：{1}。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="59" />
        <source>List the models with `omni-med models list`.</source>
        <translation>用 `omni-med models list` 列出模型。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="60" />
        <source>Nothing was imported. Ask who sent it for the file again.</source>
        <translation>未导入任何内容。请向发送者重新索取文件。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="61" />
        <source>It was started again; ask once more. If it ends each time, the machine lacks memory.</source>
        <translation>已重新启动；请再问一次。若每次都结束，则本机内存不足。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="65" />
        <source>The report is signed: no model writes in it.</source>
        <translation>报告已签名：模型不得在其中书写。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="66" />
        <source>Finish it, or throw it away in the desktop.</source>
        <translation>请完成它，或在桌面程序中丢弃。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="67" />
        <source>There is no such report template.</source>
        <translation>没有此报告模板。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="68" />
        <source>There are: {0}; languages en and zh.</source>
        <translation>可用的有：{0}；语言 en 和 zh。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="69" />
        <source>A calibration can only be made in the name of who opened the workspace.</source>
        <translation>校准只能以打开工作区者的名义作出。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="72" />
        <source>Withdrawing needs a reason.</source>
        <translation>撤回需要理由。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="73" />
        <source>Say it with --reason.</source>
        <translation>请用 --reason 说明。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="74" />
        <source>This model is not calibrated at this site: there is nothing to withdraw.</source>
        <translation>该模型未在本机构校准：没有可撤回的内容。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="77" />
        <source>This calibration was kept before.</source>
        <translation>该校准先前已保存。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="62" />
        <location filename="sentences/work.py" line="78" />
        <source>A data set's name has lower-case letters, digits and hyphens, 40 at most.</source>
        <translation>数据集名称只含小写字母、数字和连字符，最多 40 个。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="81" />
        <source>For instance: omni-med finetune dataset create pcp --finding Pneumocystis</source>
        <translation>例如：omni-med finetune dataset create pcp --finding Pneumocystis</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="84" />
        <source>Names that end in {0} are those of locked sets.</source>
        <translation>以 {0} 结尾的名称留给锁定集。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="85" />
        <source>omni-med finetune dataset create NAME --lock SHARE makes one.</source>
        <translation>用 omni-med finetune dataset create NAME --lock SHARE 生成。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="65" />
        <location filename="sentences/work.py" line="86" />
        <source>Say which finding the studies are labelled with.</source>
        <translation>请说明检查以何种所见作为标签。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="87" />
        <source>A version of a data set is a number from 1.</source>
        <translation>数据集的版本是从 1 开始的数字。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="88" />
        <source>For instance pcp@2.</source>
        <translation>例如 pcp@2。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="89" />
        <source>There is no data set {0} in this workspace, and no such file.</source>
        <translation>该工作区中没有数据集 {0}，也没有此文件。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="90" />
        <source>omni-med finetune dataset list shows them; dataset create makes one.</source>
        <translation>omni-med finetune dataset list 列出数据集；dataset create 生成数据集。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="75" />
        <location filename="sentences/work.py" line="93" />
        <source>No study can be used of {0}: {1}.</source>
        <translation>{0} 项检查中没有可用的：{1}。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="94" />
        <source>Labels come from signed cases: an unaided reading, or an outcome from pathology or microbiology.</source>
        <translation>标签来自已签名的病例：独立读片，或病理、微生物学结果。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="99" />
        <source>What is kept back is a share of the patients between 0 and 1.</source>
        <translation>留出的是介于 0 与 1 之间的患者比例。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="100" />
        <source>For instance --lock 0.3</source>
        <translation>例如 --lock 0.3</translation>
    </message>
    <message>
        <location filename="teaching.py" line="66" />
        <location filename="sentences/work.py" line="101" />
        <source>{0} patients with the finding are too few to keep some back: {1} would be locked and {2} taught on; {3} of each are needed.</source>
        <translation>有该所见的患者只有 {0} 位，不足以留出一部分：将锁定 {1} 位、用于训练 {2} 位；两者各需 {3} 位。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="71" />
        <location filename="sentences/work.py" line="106" />
        <source>Collect more cases; who may have been learnt from already is not kept back.</source>
        <translation>请收集更多病例；可能已用于训练的患者不会被留出。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="109" />
        <source>What was made of one study cannot be kept in another.</source>
        <translation>由一份检查生成的内容不能保存到另一份中。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="110" />
        <source>The object was not kept: {0}</source>
        <translation>对象未保存：{0}</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="111" />
        <source>One can only measure in the name of who opened the workspace.</source>
        <translation>只能以打开工作区者的名义测量。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="112" />
        <source>An impression can only be kept in one's own name.</source>
        <translation>第一印象只能以本人名义保存。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="113" />
        <source>An outcome needs its source, in the name of who writes it.</source>
        <translation>最终结果需要来源，并以书写者的名义。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="114" />
        <source>A prevalence needs the name of its finding.</source>
        <translation>患病率需要写明所见名称。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="115" />
        <source>A report can only be written in one's own name.</source>
        <translation>报告只能以本人名义书写。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="116" />
        <source>A key image can only be kept in one's own name.</source>
        <translation>关键图像只能以本人名义保存。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="117" />
        <source>The key image's digest is not that of its picture.</source>
        <translation>关键图像的摘要与其图片不符。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="118" />
        <source>This key image belongs to a signed report or another reader.</source>
        <translation>该关键图像属于已签名的报告或另一读片者。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="119" />
        <source>There is no such report in this workspace.</source>
        <translation>该工作区中没有此报告。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="120" />
        <source>Only a draft of one's own can be thrown away.</source>
        <translation>只能丢弃本人的草稿。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="121" />
        <source>There is no such key image in this workspace.</source>
        <translation>该工作区中没有此关键图像。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="122" />
        <source>Only a signed report takes an addendum.</source>
        <translation>只有已签名的报告才能附加补充报告。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="123" />
        <source>There is no such analysis in this workspace.</source>
        <translation>该工作区中没有此分析。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="124" />
        <source>A decision can only be made in the name of who opened the workspace.</source>
        <translation>决定只能以打开工作区者的名义作出。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="127" />
        <source>This analysis was saved before.</source>
        <translation>该分析先前已保存。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="128" />
        <source>This decision was kept before.</source>
        <translation>该决定先前已保存。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="129" />
        <source>Say it with --name.</source>
        <translation>请用 --name 说明。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="130" />
        <source>Removing a signer needs a reason.</source>
        <translation>移除签名者需要理由。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="131" />
        <source>No trusted signer has this fingerprint, or several have it.</source>
        <translation>没有受信任的签名者有此指纹，或有多个。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="132" />
        <source>See omni-med finetune signers list.</source>
        <translation>见 omni-med finetune signers list。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="133" />
        <source>There is a file of that name.</source>
        <translation>已有同名文件。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="134" />
        <source>Name another one.</source>
        <translation>请指定另一个。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="135" />
        <source>There is no such version of a head {0} here.</source>
        <translation>此处没有适配头 {0} 的此版本。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="136" />
        <source>See omni-med finetune heads.</source>
        <translation>见 omni-med finetune heads。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="137" />
        <source>The bundle is signed by {0}, and that signer is not trusted here.</source>
        <translation>该包由 {0} 签名，而此签名者在此处不受信任。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="138" />
        <source>Compare the fingerprint with the sender by telephone; then the security administrator runs omni-med finetune signers trust KEY --name WHO.</source>
        <translation>请通过电话与发送者核对指纹；然后由安全管理员运行 omni-med finetune signers trust KEY --name WHO。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="143" />
        <source>This is no signer's key.</source>
        <translation>这不是签名者的密钥。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="144" />
        <source>There, `omni-med finetune signers key` prints it: one line.</source>
        <translation>在对方处，`omni-med finetune signers key` 会打印一行密钥。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="145" />
        <source>Version {0} of a head {1} is here already.</source>
        <translation>此处已有适配头 {1} 的版本 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="146" />
        <source>Take it in under another name: omni-med finetune import FILE --as NAME.</source>
        <translation>请以另一名称导入：omni-med finetune import FILE --as NAME。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="149" />
        <source>A head's name is made of lower-case letters, digits and hyphens.</source>
        <translation>适配头的名称由小写字母、数字和连字符组成。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="150" />
        <source>For example pneumocystis-lakeside.</source>
        <translation>例如 pneumocystis-lakeside。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="151" />
        <source>Head {0} answers in silence, but no study was read since it began.</source>
        <translation>适配头 {0} 正在静默作答，但自开始以来尚未阅读任何检查。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="152" />
        <source>Read studies as usual, or run omni-med analyze on some; then ask again.</source>
        <translation>请照常阅片，或对部分检查运行 omni-med analyze，然后再查看。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="80" />
        <location filename="sentences/work.py" line="155" />
        <source>Who evaluated a head cannot sign it off.</source>
        <translation>评估模型头的人不能为其签字。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="81" />
        <location filename="sentences/work.py" line="156" />
        <source>A second person signs it off.</source>
        <translation>须由第二人签字。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="157" />
        <source>No version of this head is in force.</source>
        <translation>该适配头没有启用的版本。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="158" />
        <source>Head {0} was not offered. {1}</source>
        <translation>适配头 {0} 未达到推荐标准。{1}</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="159" />
        <source>Head {0} was not evaluated here.</source>
        <translation>适配头 {0} 未在此处评估。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="160" />
        <source>First: omni-med finetune evaluate {0} --locked DATASET</source>
        <translation>请先：omni-med finetune evaluate {0} --locked DATASET</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="161" />
        <source>Head {0} did not pass: AUROC {1} ({2} to {3}) on the locked set.</source>
        <translation>适配头 {0} 未通过：在锁定集上 AUROC 为 {1}（{2} 至 {3}）。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="162" />
        <source>Teach it again on more cases.</source>
        <translation>请用更多病例重新训练。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="163" />
        <source>Head {0} cannot be told from luck: its locked set has {1} patients with the finding and {2} without it, and the rule here is {3} of each.</source>
        <translation>适配头 {0} 与偶然无法区分：其封存集有该所见者 {1} 名、无该所见者 {2} 名，而此处规定各需 {3} 名。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="168" />
        <source>Head {0} cannot be told from luck: its locked set has {1} patients with the finding, and the rule here is {2} of each.</source>
        <translation>适配头 {0} 与偶然无法区分：其封存集有该所见者 {1} 名，而此处规定有无该所见者各需 {2} 名。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="173" />
        <source>Measure it on a larger locked set; a radiologist or security administrator may set the rule (omni-med finetune rule --patients N).</source>
        <translation>请在更大的封存集上评估；放射科医生或安全管理员可设定此规定（omni-med finetune rule --patients N）。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="178" />
        <source>The gate's rule cannot be read.</source>
        <translation>准入规定无法读取。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="179" />
        <source>Version {0} of this head is here already.</source>
        <translation>此处已有该适配头的版本 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="180" />
        <source>See omni-med finetune heads; teach it again for a new version.</source>
        <translation>见 omni-med finetune heads；请重新训练以得到新版本。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="181" />
        <source>This head was signed off by who evaluated it.</source>
        <translation>该适配头由评估者本人签署批准。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="182" />
        <source>A head that the gate names is not here.</source>
        <translation>准入记录所指的适配头不在此处。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="183" />
        <source>A rollback needs a reason.</source>
        <translation>回退需要理由。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="184" />
        <source>No head {0} is in force here, and there is no such folder.</source>
        <translation>此处没有启用的适配头 {0}，也没有此文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="185" />
        <source>See omni-med finetune heads; a head is put in force by finetune promote.</source>
        <translation>见 omni-med finetune heads；用 finetune promote 启用适配头。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="188" />
        <source>Head {0} is not in force here, and readers would see its answers.</source>
        <translation>适配头 {0} 在此处未启用，而读片者会看到其回答。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="189" />
        <source>It comes through the gate (omni-med finetune evaluate), or answers in silence: omni-med finetune shadow start HEAD</source>
        <translation>它须通过准入（omni-med finetune evaluate），或静默作答：omni-med finetune shadow start HEAD</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="194" />
        <source>No head {0} waits to be promoted.</source>
        <translation>没有等待启用的适配头 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="195" />
        <source>First: omni-med finetune evaluate HEAD --locked DATASET</source>
        <translation>请先：omni-med finetune evaluate HEAD --locked DATASET</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="196" />
        <source>A head is not the one that was evaluated and signed off.</source>
        <translation>适配头不是经评估并签署批准的那个。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="197" />
        <source>What a head may do here cannot be read.</source>
        <translation>无法读取适配头在此处的权限。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="198" />
        <source>Head {0} was evaluated here before.</source>
        <translation>适配头 {0} 先前已在此处评估。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="199" />
        <source>Teach it again for a new version; a locked set is looked at once.</source>
        <translation>请重新训练以得到新版本；锁定集只能查看一次。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="200" />
        <source>The look at this locked set was not counted.</source>
        <translation>对该锁定集的查看未被计入。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="201" />
        <source>There is no head {0} here, and no such folder.</source>
        <translation>此处没有适配头 {0}，也没有此文件夹。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="202" />
        <source>No head {0} answered in silence here.</source>
        <translation>此处没有静默作答过的适配头 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="203" />
        <source>omni-med finetune shadow start HEAD; then read studies as usual.</source>
        <translation>运行 omni-med finetune shadow start HEAD，然后照常读片。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="204" />
        <source>No version of a head {0} is here that could answer in silence.</source>
        <translation>此处没有可静默作答的适配头 {0} 版本。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="205" />
        <source>Evaluate or import one: omni-med finetune evaluate, finetune import.</source>
        <translation>请评估或导入一个：omni-med finetune evaluate、finetune import。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="208" />
        <source>No head {0} answers in silence.</source>
        <translation>没有正在静默作答的适配头 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="209" />
        <source>The studies count {0} instances, but {1} are there.</source>
        <translation>检查记录有 {0} 个实例，而实际有 {1} 个。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="210" />
        <source>There are {0} instances, but {1} headers.</source>
        <translation>有 {0} 个实例，但有 {1} 个文件头。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="211" />
        <source>There is no file or folder {0}.</source>
        <translation>没有文件或文件夹 {0}。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="212" />
        <source>{0} objects that the table {1} names are not in the catalogue, the first: {2}.</source>
        <translation>表 {1} 所指的 {0} 个对象不在目录库中，第一个：{2}。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="215" />
        <source>The document is damaged and cannot be shown.</source>
        <translation>文档已损坏，无法显示。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="216" />
        <source>Ask the sender for it again.</source>
        <translation>请向发送者重新索取。</translation>
    </message>
    <message>
        <location filename="sentences/work.py" line="217" />
        <source>This model outlines nothing.</source>
        <translation>该模型不作分割。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="9" />
        <source>No study was analysed yet.</source>
        <translation>尚未分析任何检查。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="10" />
        <source>Too few cases to tell a drift: {0} newest and {1} before them under the same model; {2} of each are needed.</source>
        <translation>病例太少，无法判断漂移：同一模型下最新 {0} 例、此前 {1} 例；两者各需 {2} 例。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="15" />
        <source>Cases far from what the model was validated on: {0} % of {1}, before {2} % of {3}.</source>
        <translation>远离模型验证范围的病例：{1} 例中 {0}%，此前 {3} 例中 {2}%。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="19" />
        <source>Agreement with readers: {0} % of {1}, before {2} % of {3}.</source>
        <translation>与阅片者一致：{1} 项中 {0}%，此前 {3} 项中 {2}%。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="20" />
        <source>Image quality: {0}, before {1}.</source>
        <translation>图像质量：{0}，此前 {1}。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="21" />
        <source>Record quality: {0}, before {1}.</source>
        <translation>病历质量：{0}，此前 {1}。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="22" />
        <source>Calibration: {0} findings were foretold in {1} answers, {2} found.</source>
        <translation>校准：{1} 个答案中预计 {0} 个所见，实有 {2} 个。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="23" />
        <source>Look at the newest films: is there another device, view or kind of patient? Until that is known, trust the model less: read without it, or evaluate its heads on a new locked set.</source>
        <translation>请查看最新的影像：是否有新的设备、体位或患者群体？在查明之前应少信任模型：不用模型阅片，或在新的锁定集上评估其模型头。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="28" />
        <source>Let a second reader see the newest cases in which the answer was rejected. If the model is at fault, roll its newest head back, or teach it again.</source>
        <translation>请第二位阅片者查看答案被否定的最新病例。若错在模型，请撤回最新的模型头，或重新训练。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="33" />
        <source>Show the newest films to who takes them: exposure, noise, cropping, burned-in marks.</source>
        <translation>请将最新的影像交给拍摄人员查看：曝光、噪声、裁切、烧录的标记。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="37" />
        <source>See whether notes still arrive whole, in time, and in a language that the model reads.</source>
        <translation>请检查病历是否仍完整、及时到达，且使用模型能读的语言。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="41" />
        <source>Calibrate the model on cases of this site anew. Until then its probabilities rank cases, and mean no more.</source>
        <translation>请用本单位的病例重新校准模型。在此之前其概率只能用于排序，别无他意。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="46" />
        <source>head {0} {1} promoted</source>
        <translation>模型头 {0} {1} 已启用</translation>
    </message>
    <message>
        <location filename="teaching.py" line="47" />
        <source>head {0} {1} rolled back</source>
        <translation>模型头 {0} {1} 已撤回</translation>
    </message>
    <message>
        <location filename="teaching.py" line="48" />
        <source>{0} calibrated at this site</source>
        <translation>{0} 已在本单位校准</translation>
    </message>
    <message>
        <location filename="teaching.py" line="49" />
        <source>{0}: calibration withdrawn</source>
        <translation>{0}：校准已撤回</translation>
    </message>
    <message>
        <location filename="teaching.py" line="51" />
        <source>pathology or microbiology</source>
        <translation>病理或微生物学</translation>
    </message>
    <message>
        <location filename="teaching.py" line="52" />
        <source>unaided reading</source>
        <translation>独立阅片</translation>
    </message>
    <message>
        <location filename="teaching.py" line="53" />
        <source>read after the model's answer was shown</source>
        <translation>在显示模型答案之后阅片</translation>
    </message>
    <message>
        <location filename="teaching.py" line="54" />
        <source>nobody said whether it is there</source>
        <translation>无人说明是否存在</translation>
    </message>
    <message>
        <location filename="teaching.py" line="55" />
        <source>readers disagree, and neither pathology nor microbiology decides</source>
        <translation>阅片者意见不一，病理与微生物学均无定论</translation>
    </message>
    <message>
        <location filename="teaching.py" line="56" />
        <source>only read after the model's answer was shown (contaminated)</source>
        <translation>仅在显示模型答案之后阅片（受污染）</translation>
    </message>
    <message>
        <location filename="teaching.py" line="57" />
        <source>not signed</source>
        <translation>未签署</translation>
    </message>
    <message>
        <location filename="teaching.py" line="58" />
        <source>held back by a label</source>
        <translation>因标签而被保留</translation>
    </message>
    <message>
        <location filename="teaching.py" line="59" />
        <source>its patient is kept back in a locked set</source>
        <translation>该患者已留在锁定集中</translation>
    </message>
    <message>
        <location filename="teaching.py" line="60" />
        <source>in the part that is taught on</source>
        <translation>属于用于训练的部分</translation>
    </message>
    <message>
        <location filename="teaching.py" line="76" />
        <source>{0} was taught on {1} of the {2} cases of this set (cases {3}), known by: {4}.</source>
        <translation>{0} 曾用此集 {2} 例中的 {1} 例训练（病例 {3}），依据：{4}。</translation>
    </message>
    <message>
        <location filename="told.py" line="24" />
        <source>written before the acquisition</source>
        <translation>写于检查之前</translation>
    </message>
    <message>
        <location filename="told.py" line="25" />
        <source>written on the day of the acquisition</source>
        <translation>写于检查当日</translation>
    </message>
    <message>
        <location filename="told.py" line="26" />
        <source>no date stated</source>
        <translation>未注明日期</translation>
    </message>
    <message>
        <location filename="told.py" line="27" />
        <source>the time of the acquisition is not known</source>
        <translation>检查时间未知</translation>
    </message>
    <message>
        <location filename="told.py" line="28" />
        <source>later than the acquisition</source>
        <translation>晚于检查</translation>
    </message>
    <message>
        <location filename="told.py" line="29" />
        <source>not certainly before the acquisition (time zone not stated)</source>
        <translation>不能确定早于检查（未注明时区）</translation>
    </message>
    <message>
        <location filename="told.py" line="30" />
        <source>the study's own report</source>
        <translation>本次检查自身的报告</translation>
    </message>
    <message>
        <location filename="told.py" line="31" />
        <source>report of an earlier day</source>
        <translation>早前日期的报告</translation>
    </message>
    <message>
        <location filename="told.py" line="32" />
        <source>holds no words</source>
        <translation>没有文字内容</translation>
    </message>
    <message>
        <location filename="told.py" line="33" />
        <source>forced by the reader</source>
        <translation>由医师强制使用</translation>
    </message>
    <message>
        <location filename="told.py" line="34" />
        <source>record not read by the model (language)</source>
        <translation>模型未读病历（语言不支持）</translation>
    </message>
    <message>
        <location filename="told.py" line="35" />
        <source>record not read: nothing else of the case could be assessed</source>
        <translation>未读病历：本病例其余内容均无法评估</translation>
    </message>
    <message>
        <location filename="told.py" line="36" />
        <source>record hidden (weight 0)</source>
        <translation>病历已隐藏（权重 0）</translation>
    </message>
    <message>
        <location filename="told.py" line="37" />
        <source>images hidden (weight 0)</source>
        <translation>图像已隐藏（权重 0）</translation>
    </message>
    <message>
        <location filename="told.py" line="38" />
        <source>none of its sentences was read</source>
        <translation>其中没有句子被读取</translation>
    </message>
    <message>
        <location filename="told.py" line="39" />
        <source>note not used: {0}</source>
        <translation>未使用的记录：{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="40" />
        <source>film: {0}</source>
        <translation>图像：{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="41" />
        <source>read {0} of {1} sentences</source>
        <translation>已读 {0} / {1} 句</translation>
    </message>
    <message>
        <location filename="told.py" line="42" />
        <source>{0} long sentences read to word {1} only</source>
        <translation>{0} 个长句仅读到第 {1} 个词</translation>
    </message>
    <message>
        <location filename="told.py" line="44" />
        <source>arrows or letters are burned into the film</source>
        <translation>图像上有烧入的箭头或文字</translation>
    </message>
    <message>
        <location filename="told.py" line="45" />
        <source>low contrast</source>
        <translation>对比度低</translation>
    </message>
    <message>
        <location filename="told.py" line="46" />
        <source>noisy</source>
        <translation>噪声大</translation>
    </message>
    <message>
        <location filename="told.py" line="47" />
        <source>too small to read</source>
        <translation>尺寸过小，无法读取</translation>
    </message>
    <message>
        <location filename="told.py" line="48" />
        <source>small: {0} pixels across</source>
        <translation>尺寸小：宽 {0} 像素</translation>
    </message>
    <message>
        <location filename="told.py" line="49" />
        <source>cropped to a strip: {0} x {1} pixels</source>
        <translation>被裁成条状：{0} x {1} 像素</translation>
    </message>
    <message>
        <location filename="told.py" line="50" />
        <source>{0} of the film is white</source>
        <translation>图像 {0} 为全白</translation>
    </message>
    <message>
        <location filename="told.py" line="51" />
        <source>{0} of the film is black</source>
        <translation>图像 {0} 为全黑</translation>
    </message>
    <message>
        <location filename="told.py" line="52" />
        <source>{0} of the film is an empty border</source>
        <translation>图像 {0} 为空白边缘</translation>
    </message>
    <message>
        <location filename="told.py" line="53" />
        <source>the film is empty</source>
        <translation>图像为空</translation>
    </message>
    <message>
        <location filename="told.py" line="54" />
        <source>black and white may be inverted</source>
        <translation>可能黑白反相</translation>
    </message>
    <message>
        <location filename="told.py" line="55" />
        <source>the film may lie on its side</source>
        <translation>图像可能横置</translation>
    </message>
    <message>
        <location filename="told.py" line="56" />
        <source>no words</source>
        <translation>没有文字</translation>
    </message>
    <message>
        <location filename="told.py" line="57" />
        <source>hardly any words</source>
        <translation>文字极少</translation>
    </message>
    <message>
        <location filename="told.py" line="58" />
        <source>{0} of the letters are in a language the model does not read</source>
        <translation>{0} 的文字为模型不支持的语言</translation>
    </message>
    <message>
        <location filename="told.py" line="59" />
        <source>the record is in {0}, a language the model does not read</source>
        <translation>病历为{0}，模型不支持该语言</translation>
    </message>
    <message>
        <location filename="told.py" line="60" />
        <source>the record is in no language that is recognised</source>
        <translation>病历语言无法识别</translation>
    </message>
    <message>
        <location filename="told.py" line="61" />
        <source>nothing in the record is about a patient's chest or health</source>
        <translation>病历内容与胸部或健康无关</translation>
    </message>
    <message>
        <location filename="told.py" line="62" />
        <source>characters of the record are damaged</source>
        <translation>病历字符有损坏</translation>
    </message>
    <message>
        <location filename="told.py" line="64" />
        <source>not meant for this: body part {0}</source>
        <translation>不适用：部位 {0}</translation>
    </message>
    <message>
        <location filename="told.py" line="65" />
        <source>not meant for this: view {0}</source>
        <translation>不适用：体位 {0}</translation>
    </message>
    <message>
        <location filename="told.py" line="66" />
        <source>not meant for this: localizer</source>
        <translation>不适用：定位像</translation>
    </message>
    <message>
        <location filename="told.py" line="67" />
        <source>not meant for this: lateral by its patient orientation</source>
        <translation>不适用：按患者方位为侧位</translation>
    </message>
    <message>
        <location filename="told.py" line="68" />
        <source>not meant for this: raw image, meant for processing</source>
        <translation>不适用：待处理的原始图像</translation>
    </message>
    <message>
        <location filename="told.py" line="69" />
        <source>not meant for this: {0}</source>
        <translation>不适用：{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="70" />
        <source>colour image</source>
        <translation>彩色图像</translation>
    </message>
    <message>
        <location filename="told.py" line="71" />
        <source>the study holds no image</source>
        <translation>检查中没有图像</translation>
    </message>
    <message>
        <location filename="told.py" line="72" />
        <source>nothing to read</source>
        <translation>没有可读取的内容</translation>
    </message>
    <message>
        <location filename="told.py" line="73" />
        <source>looks like a lateral or other view: the model reads frontal chest films only</source>
        <translation>看似侧位或其他体位：模型仅读正位胸片</translation>
    </message>
    <message>
        <location filename="told.py" line="76" />
        <source>does not look like an upright frontal chest film</source>
        <translation>看似不是正置的正位胸片</translation>
    </message>
    <message>
        <location filename="told.py" line="77" />
        <source>too unlike the chest films the model was taught on</source>
        <translation>与模型训练所用胸片差异过大</translation>
    </message>
    <message>
        <location filename="told.py" line="78" />
        <source>the film is unlike those the model learnt from</source>
        <translation>该图像与模型学习所用图像不同</translation>
    </message>
    <message>
        <location filename="told.py" line="80" />
        <source>Record ({0}): "{1}" Film: no {2}, {3}. Which holds?</source>
        <translation>病历（{0}）：“{1}” 图像：未见{2}，{3}。哪一个成立？</translation>
    </message>
    <message>
        <location filename="told.py" line="81" />
        <source>Record ({0}): "{1}" Film: {2}, {3}. Which holds?</source>
        <translation>病历（{0}）：“{1}” 图像：{2}，{3}。哪一个成立？</translation>
    </message>
    <message>
        <location filename="told.py" line="82" />
        <source>Record ({0}): "{1}" Film: {2}. Is it the same patient? Which holds?</source>
        <translation>病历（{0}）：“{1}” 图像：{2}。是同一患者吗？哪一个成立？</translation>
    </message>
    <message>
        <location filename="told.py" line="85" />
        <source>Record ({0}): "{1}" Film: {2}. Is it the right film? Which holds?</source>
        <translation>病历（{0}）：“{1}” 图像：{2}。是否为正确的图像？哪一个成立？</translation>
    </message>
    <message>
        <location filename="told.py" line="86" />
        <source>request, {0}</source>
        <translation>申请单，{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="87" />
        <source>clinical note, {0}</source>
        <translation>临床记录，{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="88" />
        <source>earlier report, {0}</source>
        <translation>既往报告，{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="89" />
        <source>request</source>
        <translation>申请单</translation>
    </message>
    <message>
        <location filename="told.py" line="90" />
        <source>clinical note</source>
        <translation>临床记录</translation>
    </message>
    <message>
        <location filename="told.py" line="91" />
        <source>earlier report</source>
        <translation>既往报告</translation>
    </message>
    <message>
        <location filename="told.py" line="93" />
        <source>{0} Jan</source>
        <translation>1月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="94" />
        <source>{0} Feb</source>
        <translation>2月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="95" />
        <source>{0} Mar</source>
        <translation>3月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="96" />
        <source>{0} Apr</source>
        <translation>4月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="97" />
        <source>{0} May</source>
        <translation>5月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="98" />
        <source>{0} Jun</source>
        <translation>6月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="99" />
        <source>{0} Jul</source>
        <translation>7月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="100" />
        <source>{0} Aug</source>
        <translation>8月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="101" />
        <source>{0} Sep</source>
        <translation>9月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="102" />
        <source>{0} Oct</source>
        <translation>10月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="103" />
        <source>{0} Nov</source>
        <translation>11月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="104" />
        <source>{0} Dec</source>
        <translation>12月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="106" />
        <source>in {0}, a language the model does not read</source>
        <translation>语言为{0}，模型不支持</translation>
    </message>
    <message>
        <location filename="told.py" line="107" />
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <location filename="told.py" line="108" />
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <location filename="told.py" line="109" />
        <source>German</source>
        <translation>德文</translation>
    </message>
    <message>
        <location filename="told.py" line="110" />
        <source>French</source>
        <translation>法文</translation>
    </message>
    <message>
        <location filename="told.py" line="111" />
        <source>Spanish</source>
        <translation>西班牙文</translation>
    </message>
    <message>
        <location filename="told.py" line="112" />
        <source>Portuguese</source>
        <translation>葡萄牙文</translation>
    </message>
    <message>
        <location filename="told.py" line="113" />
        <source>Italian</source>
        <translation>意大利文</translation>
    </message>
    <message>
        <location filename="told.py" line="114" />
        <source>Dutch</source>
        <translation>荷兰文</translation>
    </message>
    <message>
        <location filename="told.py" line="115" />
        <source>Russian</source>
        <translation>俄文</translation>
    </message>
    <message>
        <location filename="told.py" line="116" />
        <source>Japanese</source>
        <translation>日文</translation>
    </message>
    <message>
        <location filename="told.py" line="117" />
        <source>Korean</source>
        <translation>韩文</translation>
    </message>
    <message>
        <location filename="told.py" line="118" />
        <source>Arabic</source>
        <translation>阿拉伯文</translation>
    </message>
    <message>
        <location filename="told.py" line="120" />
        <source>present</source>
        <translation>有</translation>
    </message>
    <message>
        <location filename="told.py" line="121" />
        <source>absent</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="told.py" line="123" />
        <source>Wrong pass phrase.</source>
        <translation>口令错误。</translation>
    </message>
    <message>
        <location filename="told.py" line="124" />
        <source>Check the keyboard layout and the user name.</source>
        <translation>请检查键盘布局和用户名。</translation>
    </message>
    <message>
        <location filename="told.py" line="125" />
        <source>There is no workspace in this folder.</source>
        <translation>该文件夹中没有工作区。</translation>
    </message>
    <message>
        <location filename="told.py" line="126" />
        <source>Make one with `omni-med init`, or name another folder with --home.</source>
        <translation>可用 `omni-med init` 新建，或用 --home 指定其他文件夹。</translation>
    </message>
    <message>
        <location filename="told.py" line="127" />
        <source>This workspace has no user of that name.</source>
        <translation>该工作区没有此用户。</translation>
    </message>
    <message>
        <location filename="told.py" line="128" />
        <source>Name the user with --user.</source>
        <translation>请用 --user 指定用户。</translation>
    </message>
    <message>
        <location filename="told.py" line="129" />
        <source>The workspace is busy in another process.</source>
        <translation>工作区正被另一进程占用。</translation>
    </message>
    <message>
        <location filename="told.py" line="130" />
        <source>Wait for the other OmniMed process to finish and repeat the action.</source>
        <translation>请等待另一 OmniMed 进程结束后重试。</translation>
    </message>
    <message>
        <location filename="told.py" line="133" />
        <source>The disk is full: the last action was not kept, everything before it is.</source>
        <translation>磁盘已满：最后一次操作未保存，此前内容均已保存。</translation>
    </message>
    <message>
        <location filename="told.py" line="136" />
        <source>Make room on the disk and repeat the last action.</source>
        <translation>请清理磁盘后重试。</translation>
    </message>
    <message>
        <location filename="told.py" line="137" />
        <source>Run `omni-med audit verify`.</source>
        <translation>请运行 `omni-med audit verify`。</translation>
    </message>
    <message>
        <location filename="told.py" line="138" />
        <source>Run `omni-med audit verify`, and restore what it names from a backup.</source>
        <translation>请运行 `omni-med audit verify`，并从备份恢复其指出的内容。</translation>
    </message>
    <message>
        <location filename="told.py" line="141" />
        <source>{0} has held this study since {1} UTC.</source>
        <translation>{0} 自 {1} UTC 起占用本检查。</translation>
    </message>
    <message>
        <location filename="told.py" line="142" />
        <source>Wait until it is given back, or take it over with a reason.</source>
        <translation>请等待释放，或说明原因后接管。</translation>
    </message>
    <message>
        <location filename="told.py" line="143" />
        <source>This report was signed; it cannot be changed.</source>
        <translation>该报告已签名，不可更改。</translation>
    </message>
    <message>
        <location filename="told.py" line="144" />
        <source>Write an addendum.</source>
        <translation>请写补充报告。</translation>
    </message>
    <message>
        <location filename="told.py" line="145" />
        <source>An empty report cannot be signed.</source>
        <translation>空白报告不能签名。</translation>
    </message>
    <message>
        <location filename="told.py" line="146" />
        <source>Write it first.</source>
        <translation>请先书写报告。</translation>
    </message>
    <message>
        <location filename="told.py" line="147" />
        <source>The first impression of this study was kept before.</source>
        <translation>本检查的初步印象已保存。</translation>
    </message>
    <message>
        <location filename="told.py" line="148" />
        <source>Decide on the findings instead.</source>
        <translation>请直接对所见作出决定。</translation>
    </message>
    <message>
        <location filename="told.py" line="149" />
        <source>There is no such study in this workspace.</source>
        <translation>工作区中没有此检查。</translation>
    </message>
    <message>
        <location filename="told.py" line="150" />
        <source>The model's process ended before it answered.</source>
        <translation>模型进程在给出结果前已结束。</translation>
    </message>
    <message>
        <location filename="told.py" line="151" />
        <source>The model {0} cannot run here; missing: {1}.</source>
        <translation>模型 {0} 无法在此运行，缺少：{1}。</translation>
    </message>
    <message>
        <location filename="told.py" line="152" />
        <source>There is not enough memory for this.</source>
        <translation>内存不足。</translation>
    </message>
    <message>
        <location filename="told.py" line="154" />
        <source>no analysis of this study decides anything: a draft stands on the record</source>
        <translation>本次检查没有可供判断的分析结果：草稿仅依据病历</translation>
    </message>
    <message>
        <location filename="told.py" line="158" />
        <source>an image was not given: {0}</source>
        <translation>有一幅图像未提供：{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="159" />
        <source>{0} of {1} images, evenly apart, were considered</source>
        <translation>在 {1} 幅图像中等距选取了 {0} 幅</translation>
    </message>
    <message>
        <location filename="told.py" line="160" />
        <source>Your first impression comes first: it is kept unaided.</source>
        <translation>请先记录您的初步印象：须在无辅助下完成。</translation>
    </message>
    <message>
        <location filename="told.py" line="161" />
        <source>Keep it on the page of findings, then ask.</source>
        <translation>请在“所见”页保存后再提问。</translation>
    </message>
    <message>
        <location filename="told.py" line="162" />
        <source>The server {0} is not allowed: nothing is sent to it.</source>
        <translation>服务器 {0} 未获准：不会向其发送任何内容。</translation>
    </message>
    <message>
        <location filename="told.py" line="163" />
        <source>The server {0} is not allowed any more.</source>
        <translation>服务器 {0} 已不再获准。</translation>
    </message>
    <message>
        <location filename="told.py" line="164" />
        <source>The certificate of the server {0} cannot be verified.</source>
        <translation>无法验证服务器 {0} 的证书。</translation>
    </message>
    <message>
        <location filename="told.py" line="165" />
        <source>Name its authority's certificate with --certificates FILE, or ask who runs the server. Nothing was sent.</source>
        <translation>请用 --certificates FILE 指定其颁发机构的证书，或询问服务器管理者。未发送任何内容。</translation>
    </message>
    <message>
        <location filename="told.py" line="170" />
        <source>The server {0} cannot be reached.</source>
        <translation>无法连接服务器 {0}。</translation>
    </message>
    <message>
        <location filename="told.py" line="171" />
        <source>Check address and network; the embedded model still answers.</source>
        <translation>请检查地址和网络；内置模型仍可使用。</translation>
    </message>
    <message>
        <location filename="told.py" line="172" />
        <source>The server {0} broke the connection off.</source>
        <translation>服务器 {0} 中断了连接。</translation>
    </message>
    <message>
        <location filename="told.py" line="173" />
        <source>The server {0} was silent for {1} seconds.</source>
        <translation>服务器 {0} 在 {1} 秒内没有响应。</translation>
    </message>
    <message>
        <location filename="told.py" line="174" />
        <source>Ask again later; the embedded model still answers.</source>
        <translation>请稍后再问；内置模型仍可使用。</translation>
    </message>
    <message>
        <location filename="told.py" line="175" />
        <source>The server takes no more requests for now.</source>
        <translation>服务器暂时不再接受请求。</translation>
    </message>
    <message>
        <location filename="told.py" line="176" />
        <source>Ask again later, or less often.</source>
        <translation>请稍后再问，或降低频率。</translation>
    </message>
    <message>
        <location filename="told.py" line="177" />
        <source>The server has an error of its own ({0}).</source>
        <translation>服务器内部出错（{0}）。</translation>
    </message>
    <message>
        <location filename="told.py" line="178" />
        <source>The server refuses the key.</source>
        <translation>服务器拒绝该密钥。</translation>
    </message>
    <message>
        <location filename="told.py" line="179" />
        <source>Add the server anew, with a key that holds.</source>
        <translation>请用有效的密钥重新添加该服务器。</translation>
    </message>
    <message>
        <location filename="told.py" line="180" />
        <source>The server cut its answer off.</source>
        <translation>服务器的回答被中断。</translation>
    </message>
    <message>
        <location filename="told.py" line="181" />
        <source>Ask again; nothing of it was kept.</source>
        <translation>请重新提问；未保留任何内容。</translation>
    </message>
    <message>
        <location filename="told.py" line="182" />
        <source>The server's answer cannot be understood.</source>
        <translation>无法理解服务器的回答。</translation>
    </message>
    <message>
        <location filename="told.py" line="183" />
        <source>There is a draft of yours already; a model does not write over it.</source>
        <translation>您已有草稿；模型不会覆盖它。</translation>
    </message>
    <message>
        <location filename="told.py" line="184" />
        <source>Sentences of a model are still marked as unsupported or contradicted.</source>
        <translation>模型的句子仍标有“无依据”或“有矛盾”。</translation>
    </message>
    <message>
        <location filename="told.py" line="188" />
        <source>Check each of them: take the mark away, or the sentence.</source>
        <translation>请逐句核对：去除标记或删除该句。</translation>
    </message>
    <message>
        <location filename="told.py" line="189" />
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <location filename="told.py" line="190" />
        <source>What was finished before is kept.</source>
        <translation>此前完成的内容已保存。</translation>
    </message>
    <message>
        <location filename="told.py" line="196" />
        <source>taught on {0} films of {1} patients</source>
        <translation>训练：{1} 名患者的 {0} 张胶片</translation>
    </message>
    <message>
        <location filename="told.py" line="197" />
        <source>measured on {0} films of {1} patients</source>
        <translation>测试：{1} 名患者的 {0} 张胶片</translation>
    </message>
    <message>
        <location filename="told.py" line="198" />
        <source>{0} films of {1} patients</source>
        <translation>{1} 名患者的 {0} 张胶片</translation>
    </message>
    <message>
        <location filename="told.py" line="199" />
        <source>{0} women, {1} men</source>
        <translation>女 {0}、男 {1}</translation>
    </message>
    <message>
        <location filename="told.py" line="200" />
        <source>age {0} to {1}, in the middle {2}</source>
        <translation>年龄 {0} 至 {1} 岁，中位 {2}</translation>
    </message>
    <message>
        <location filename="told.py" line="201" />
        <source>{0}% of films under 18</source>
        <translation>18 岁以下胶片占 {0}%</translation>
    </message>
    <message>
        <location filename="told.py" line="202" />
        <source>{0} PA, {1} AP, {2} lateral</source>
        <translation>后前位 {0}、前后位 {1}、侧位 {2}</translation>
    </message>
    <message>
        <location filename="told.py" line="203" />
        <source>published cases, mostly COVID-19 (covid-chestxray), and NIH ChestX-ray14</source>
        <translation>已发表病例，多为新型冠状病毒肺炎（covid-chestxray），以及 NIH ChestX-ray14</translation>
    </message>
    <message>
        <location filename="told.py" line="206" />
        <source>digital and digitised radiographs (DICOM modality CR, DX or RG) handed on as JPEG or PNG</source>
        <translation>数字及数字化 X 线片（DICOM 设备类型 CR、DX 或 RG），以 JPEG 或 PNG 提供</translation>
    </message>
    <message>
        <location filename="told.py" line="210" />
        <source>no other hospital</source>
        <translation>未在其他医院验证</translation>
    </message>
</context><context>
    <name>ToolBar</name>
    <message>
        <location filename="../panels/toolbar.py" line="82" />
        <source>{0} (menu)</source>
        <translation>{0}（菜单）</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="92" />
        <source>Thick slab</source>
        <translation>厚层</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="93" />
        <source>Thick slab (B)</source>
        <translation>厚层 (B)</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="94" />
        <source>Single</source>
        <translation>单层</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="94" />
        <source>MIP</source>
        <translation>MIP</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="94" />
        <source>MinIP</source>
        <translation>MinIP</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="94" />
        <source>Mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="102" />
        <source>Thickness of the slab</source>
        <translation>厚层厚度</translation>
    </message>
</context><context>
    <name>Tour</name>
    <message>
        <location filename="../panels/deciding/tour.py" line="22" />
        <source>First steps</source>
        <translation>快速入门</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="42" />
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="43" />
        <source>Go on</source>
        <translation>下一步</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="45" />
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="62" />
        <source>Bring studies in</source>
        <translation>导入检查</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="63" />
        <source>Drop a folder, files or a ZIP on the worklist. Everything is kept sealed, and what is done goes on a trail. Enter opens the selected study.</source>
        <translation>将文件夹、文件或 ZIP 拖到检查列表上。所有数据加密保存，所有操作记入审计记录。按回车键打开选中的检查。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="69" />
        <source>Read</source>
        <translation>阅片</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="70" />
        <source>The wheel scrolls, a left drag windows, the right button zooms, the middle one pans. Digits choose windows. ? shows every key; keys like those of OHIF or Weasis are in the settings. Ctrl + and Ctrl - change the size of the text.</source>
        <translation>滚轮浏览，左键拖动调窗，右键缩放，中键平移。数字键选择预设窗。? 显示全部快捷键；设置中可选用类似 OHIF 或 Weasis 的键位。Ctrl + 和 Ctrl - 改变文字大小。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="77" />
        <source>Ask the model</source>
        <translation>询问模型</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="78" />
        <source>Space lets the model read images and record. First it says what it assessed and what not, then a verdict, then how sure it is. It can say that it cannot tell. M shows what moved it: influence, not the border of a lesion.</source>
        <translation>按空格键由模型读取图像和病历。它先说明评估了什么、没有评估什么，再给出结论，然后说明把握有多大；它也会说无法判断。按 M 显示影响结果的区域：表示影响程度，并非病灶边界。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="85" />
        <source>Have the last word</source>
        <translation>由您作最后决定</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="86" />
        <source>A accepts, R rejects, E changes, Ins adds. Your word is kept with your name and with whether the model's answer was shown to you.</source>
        <translation>A 采纳，R 否定，E 修改，Ins 添加。您的意见连同姓名以及当时是否看过模型结果一并保存。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="92" />
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="93" />
        <source>Ctrl+R opens the report, filled from your words and measurements; Ctrl+K takes a key image. Write, sign with your pass phrase (Ctrl+Return), hand it out as PDF or text. What is signed is only amended. What you write is kept as you write it. Ctrl+PgDn opens the next study.</source>
        <translation>Ctrl+R 打开报告，内容由您的意见和测量自动填充；Ctrl+K 加入关键图像。书写后用口令签名（Ctrl+Return），可导出为 PDF 或文本。签名后只能补充。所写内容随写随存。Ctrl+PgDn 打开下一个检查。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="124" />
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
</context><context>
    <name>TrailPage</name>
    <message>
        <location filename="../panels/admin/trail.py" line="99" />
        <source>Verify</source>
        <translation>核验</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="101" />
        <source>Verify against anchors …</source>
        <translation>对照锚点核验 …</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="103" />
        <source>Anchor to a file …</source>
        <translation>锚定到文件 …</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="105" />
        <source>Witness …</source>
        <translation>见证 …</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="107" />
        <source>Verify against a witness …</source>
        <translation>对照见证人验证 …</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="109" />
        <source>Export …</source>
        <translation>导出 …</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="201" />
        <location filename="../panels/admin/trail.py" line="128" />
        <source>Verifying …</source>
        <translation>正在核验 …</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="137" />
        <source>Anchors</source>
        <translation>锚点</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="145" />
        <source>Everything holds. {0}</source>
        <translation>全部成立。{0}</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="147" />
        <source>NOT verified; the first break: {0}</source>
        <translation>核验不通过；首个断点：{0}</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="162" />
        <source>Anchor to a file</source>
        <translation>锚定到文件</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="168" />
        <source>Anchored: {0} entries.</source>
        <translation>已锚定：{0} 条记录。</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="175" />
        <source>Folder of the other workspace</source>
        <translation>另一工作区的文件夹</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="180" />
        <source>Witness</source>
        <translation>见证</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="181" />
        <source>Pass phrase of the other workspace:</source>
        <translation>另一工作区的口令：</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="195" />
        <source>Witnessed: {0} entries; it keeps {1} checkpoints of this trail.</source>
        <translation>已见证：{0} 条记录；对方保存着本审计记录的 {1} 个检查点。</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="211" />
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="217" />
        <source>{0} entries written.</source>
        <translation>已写出 {0} 条记录。</translation>
    </message>
</context><context>
    <name>TrainingPage</name>
    <message>
        <location filename="../panels/teaching/training.py" line="71" />
        <source>Choose a data set first.</source>
        <translation>请先选择数据集。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="77" />
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="78" />
        <source>AUROC on patients held back</source>
        <translation>留出患者的 AUROC</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="87" />
        <source>lower-case letters, digits and hyphens</source>
        <translation>小写字母、数字和连字符</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="88" />
        <source>as a radiologist would write it</source>
        <translation>按放射科医师的写法</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="89" />
        <source>Choose a folder …</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="93" />
        <source>quickly</source>
        <translation>快速</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="94" />
        <source>thoroughly</source>
        <translation>充分</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="96" />
        <source>Name of the head</source>
        <translation>适配头名称</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="97" />
        <source>Finding</source>
        <translation>征象</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="156" />
        <location filename="../panels/teaching/training.py" line="98" />
        <source>Folder for head and report</source>
        <translation>适配头与报告的文件夹</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="99" />
        <source>Compare</source>
        <translation>对照</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="108" />
        <source>Teach</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="111" />
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="114" />
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="139" />
        <location filename="../panels/teaching/training.py" line="130" />
        <source>Data set: {0}</source>
        <translation>数据集：{0}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="172" />
        <source>Starting …</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="228" />
        <source>Stopping …</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="255" />
        <source>Looking for leaks</source>
        <translation>查找泄漏</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="256" />
        <source>Encoding the cases</source>
        <translation>编码病例</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="257" />
        <source>Comparing</source>
        <translation>对照比较</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="258" />
        <source>Teaching the head</source>
        <translation>训练适配头</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="261" />
        <source>about {0} s left</source>
        <translation>约剩 {0} 秒</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="285" />
        <source>Stopped; started again, it goes on where it was.</source>
        <translation>已停止；再次开始将从中断处继续。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="287" />
        <source>The head is offered: it is shown to be better.</source>
        <translation>可提供此适配头：已证明更优。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="288" />
        <source>Not yet: the report says what is missing.</source>
        <translation>尚不足：报告说明缺少什么。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/training.py" line="291" />
        <source>The teaching ended early.</source>
        <translation>训练提前结束。</translation>
    </message>
</context><context>
    <name>Underway</name>
    <message>
        <location filename="../panels/finding/readers.py" line="126" />
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <location filename="../panels/finding/readers.py" line="127" />
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context><context>
    <name>UsersPage</name>
    <message>
        <location filename="../panels/admin/users.py" line="42" />
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="42" />
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="42" />
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="42" />
        <source>Second factor</source>
        <translation>第二因素</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="43" />
        <source>Departments</source>
        <translation>科室</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="45" />
        <source>Users</source>
        <translation>用户</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="50" />
        <source>Add …</source>
        <translation>添加 …</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="51" />
        <source>Roles …</source>
        <translation>角色 …</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="52" />
        <source>Disable or enable</source>
        <translation>停用或启用</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="53" />
        <source>New pass phrase …</source>
        <translation>新口令 …</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="54" />
        <source>Remove second factor</source>
        <translation>移除第二因素</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="81" />
        <source>enabled</source>
        <translation>已启用</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="81" />
        <source>disabled</source>
        <translation>已停用</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="83" />
        <source>, must change the pass phrase</source>
        <translation>，须修改口令</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="84" />
        <source>yes, {0} codes left</source>
        <translation>有，剩余 {0} 个恢复码</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="84" />
        <source>no</source>
        <translation>无</translation>
    </message>
</context><context>
    <name>Viewing</name>
    <message>
        <location filename="../panels/viewing/actions.py" line="118" />
        <source>A single image does not move</source>
        <translation>单幅图像无法播放</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="124" />
        <source>No window under {0} for this series</source>
        <translation>本序列在 {0} 键上没有预设窗</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="128" />
        <source>The file brings no window to choose from</source>
        <translation>文件没有可选的窗</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="137" />
        <source>The file gives no spacing: its true size is not known</source>
        <translation>文件未给出像素间距：实际尺寸未知</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="140" />
        <source>Size as at the detector: the patient is smaller than his shadow</source>
        <translation>按探测器处尺寸显示：患者实际小于其投影</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="153" />
        <source>Graphics of the files shown</source>
        <translation>已显示文件图形</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="153" />
        <source>Graphics hidden</source>
        <translation>已隐藏图形</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="160" />
        <source>Shutter on</source>
        <translation>遮光器已开</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="160" />
        <source>Shutter off</source>
        <translation>遮光器已关</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="173" />
        <source>This series is no volume: it has no slabs</source>
        <translation>本序列不是容积数据：没有厚层</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="242" />
        <source>axial</source>
        <translation>轴位</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="243" />
        <source>coronal</source>
        <translation>冠状位</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="244" />
        <source>sagittal</source>
        <translation>矢状位</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="250" />
        <source>Planes are turned in the three-plane view: V</source>
        <translation>请在三平面视图中旋转平面：V</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="270" />
        <source>{0}: {1}, turned</source>
        <translation>{0}：{1}，已旋转</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="280" />
        <source>The gantry was tilted: the planes are interpolated, not sheared</source>
        <translation>扫描架倾斜：各平面按真实位置插值，不作剪切</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="281" />
        <source>Unequal distances: the planes are interpolated at true positions</source>
        <translation>层间距不等：各平面按真实位置插值</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="282" />
        <source>An oblique series: the planes are interpolated</source>
        <translation>斜位序列：各平面经插值</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="291" />
        <location filename="../panels/viewing/actions.py" line="287" />
        <source>This series is no volume: it has no planes to be cut in</source>
        <translation>本序列不是容积数据：不能重建其他平面</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="288" />
        <source>Colour images are not cut in other planes</source>
        <translation>彩色图像不作其他平面重建</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="289" />
        <source>The images are still loading: try again when all are there</source>
        <translation>图像仍在加载：请待全部加载后再试</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="290" />
        <source>Images of this series are missing: other planes would be wrong</source>
        <translation>本序列缺少图像：重建平面会出错</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="301" />
        <source>There is no other view to compare: Alt+2 or Shift+Q</source>
        <translation>没有可对比的其他视图：按 Alt+2 或 Shift+Q</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="305" />
        <source>Other views as this one: a millimetre is as large in all</source>
        <translation>其他视图与此一致：各视图毫米比例相同</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="307" />
        <source>Other views as this one; not in millimetres, which not all files give</source>
        <translation>其他视图与此一致；但不按毫米，因为并非所有文件都给出间距</translation>
    </message>
</context><context>
    <name>Viewport</name>
    <message>
        <location filename="../viewport/annotations.py" line="83" />
        <source>Image {0} / {1}</source>
        <translation>图像 {0} / {1}</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="85" />
        <source>Zoom {0} %</source>
        <translation>缩放 {0} %</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="94" />
        <source>Thickness {0} mm</source>
        <translation>层厚 {0} mm</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="97" />
        <source>flipped</source>
        <translation>已翻转</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="99" />
        <source>inverted</source>
        <translation>已反相</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="102" />
        <source>{0} images / s</source>
        <translation>{0} 幅/秒</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="111" />
        <source>Tables of the presentation state</source>
        <translation>显示状态的查找表</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="113" />
        <source>VOI LUT of the file</source>
        <translation>文件 VOI LUT</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="132" />
        <source>MIP</source>
        <translation>MIP</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="133" />
        <source>MinIP</source>
        <translation>MinIP</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="134" />
        <source>Mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="136" />
        <source>{0} of {1} mm</source>
        <translation>{0}，{1} mm</translation>
    </message>
    <message>
        <location filename="../viewport/annotations.py" line="237" />
        <source>{0} at detector</source>
        <translation>{0}（探测器处）</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="73" />
        <source>at detector</source>
        <translation>探测器处</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="99" />
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="216" />
        <source>Drag a series here</source>
        <translation>将序列拖到此处</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="216" />
        <source>No image selected</source>
        <translation>未选择图像</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="233" />
        <source>This image cannot be shown</source>
        <translation>无法显示该图像</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="235" />
        <source>Loading …</source>
        <translation>正在加载 …</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="257" />
        <source>Earlier study: {0}</source>
        <translation>既往检查：{0}</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="259" />
        <source>Coarse: the exact image is being made</source>
        <translation>粗略显示：正在生成精细图像</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="261" />
        <source>Heat map: influence, not lesion border</source>
        <translation>热力图：表示影响程度，并非病灶边界</translation>
    </message>
</context><context>
    <name>WeightDials</name>
    <message>
        <location filename="../panels/finding/dials.py" line="56" />
        <source>Weight of the {0}</source>
        <translation>{0}权重</translation>
    </message>
    <message>
        <location filename="../panels/finding/dials.py" line="58" />
        <source>0 % hides it from the model entirely</source>
        <translation>0 % 时对模型完全隐藏</translation>
    </message>
</context><context>
    <name>WindowMenu</name>
    <message>
        <location filename="../panels/viewing/menus.py" line="161" />
        <source>Nothing to choose for this series</source>
        <translation>本序列没有可选项</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="166" />
        <source>Window</source>
        <translation>窗宽窗位</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="170" />
        <source>VOI LUT: {0}</source>
        <translation>VOI LUT：{0}</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="173" />
        <source>Auto: what the view shows</source>
        <translation>自动：按当前视图</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="174" />
        <source>Whole range of the image</source>
        <translation>图像全范围</translation>
    </message>
    <message>
        <location filename="../panels/viewing/menus.py" line="175" />
        <source>Invert</source>
        <translation>反相</translation>
    </message>
</context><context>
    <name>Wording</name>
    <message>
        <location filename="../panels/finding/wording.py" line="395" />
        <source>Not to be seen on the images</source>
        <translation>图像上未见</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="396" />
        <source>Artefact, device or overlying structure</source>
        <translation>伪影、器械或重叠结构</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="397" />
        <source>Known, or old</source>
        <translation>已知或陈旧</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="398" />
        <source>Another cause explains it</source>
        <translation>可由其他原因解释</translation>
    </message>
</context><context>
    <name>Worklist</name>
    <message>
        <location filename="../panels/worklist/table.py" line="68" />
        <source>▲ critical</source>
        <translation>▲ 危急</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="69" />
        <source>● routine</source>
        <translation>● 常规</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="70" />
        <source>◆ unsure</source>
        <translation>◆ 不确定</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="71" />
        <source>– not assessed</source>
        <translation>– 未评估</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="81" />
        <source>{0} · present:
{1}</source>
        <translation>{0} · 有：
{1}</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="87" />
        <source>new</source>
        <translation>新检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="88" />
        <source>in reading</source>
        <translation>阅片中</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="89" />
        <source>second read</source>
        <translation>待复阅</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="90" />
        <source>signed</source>
        <translation>已签名</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="98" />
        <source>queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="99" />
        <source>reading …</source>
        <translation>分析中 …</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="100" />
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="106" />
        <source>after you</source>
        <translation>待您阅片后</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="108" />
        <source>not assessed</source>
        <translation>未评估</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="110" />
        <source>decided on</source>
        <translation>已决定</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="111" />
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="111" />
        <source>not read</source>
        <translation>未分析</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="120" />
        <source>{0} min</source>
        <translation>{0} 分钟</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="122" />
        <source>{0} h</source>
        <translation>{0} 小时</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="123" />
        <source>{0} d</source>
        <translation>{0} 天</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="300" />
        <location filename="../panels/worklist/table.py" line="159" />
        <source>STAT</source>
        <translation>急诊</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="160" />
        <source>(no name)</source>
        <translation>（无姓名）</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="299" />
        <source>Triage</source>
        <translation>分诊</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="301" />
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="302" />
        <source>Patient ID</source>
        <translation>患者编号</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="303" />
        <source>Sex, age</source>
        <translation>性别年龄</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="304" />
        <source>Accession</source>
        <translation>检查号</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="305" />
        <source>Examination</source>
        <translation>检查项目</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="306" />
        <source>Reason</source>
        <translation>检查目的</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="307" />
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="308" />
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="309" />
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="310" />
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="317" />
        <source>All studies</source>
        <translation>全部检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="318" />
        <source>Not signed</source>
        <translation>未签名</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="319" />
        <source>New</source>
        <translation>新检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="320" />
        <source>In reading</source>
        <translation>阅片中</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="321" />
        <source>Second read</source>
        <translation>待复阅</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="322" />
        <source>Signed</source>
        <translation>已签名</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="323" />
        <source>Model unsure</source>
        <translation>模型不确定</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="324" />
        <source>Out of the model's scope</source>
        <translation>超出模型范围</translation>
    </message>
</context><context>
    <name>WorklistPage</name>
    <message>
        <location filename="../panels/worklist/page.py" line="107" />
        <source>Worklist</source>
        <translation>检查列表</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="111" />
        <source>Search name, id, accession or any header value  ( / )</source>
        <translation>搜索姓名、编号、检查号或任意文件头内容  ( / )</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="113" />
        <source>Search the worklist</source>
        <translation>搜索检查列表</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="117" />
        <source>Open folder …</source>
        <translation>打开文件夹 …</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="119" />
        <source>Import a folder and read its first study at once (Ctrl+O)</source>
        <translation>导入文件夹并立即阅读其中第一项检查（Ctrl+O）</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="123" />
        <source>Import folder …</source>
        <translation>导入文件夹 …</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="124" />
        <source>Or drop folders, files or a ZIP on this page</source>
        <translation>也可将文件夹、文件或 ZIP 拖到此页</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="126" />
        <source>Import files …</source>
        <translation>导入文件 …</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="127" />
        <source>DICOM files, a ZIP or a DICOMDIR</source>
        <translation>DICOM 文件、ZIP 或 DICOMDIR</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="137" />
        <source>Show only</source>
        <translation>仅显示</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="141" />
        <source>Let the model read all new</source>
        <translation>由模型分析全部新检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="142" />
        <source>One after the other, in the background</source>
        <translation>在后台逐个分析</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="144" />
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="145" />
        <source>Language, keys, and what holds for all readers (Ctrl+,)</source>
        <translation>语言、快捷键以及适用于全体医师的规定 (Ctrl+,)</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="147" />
        <source>First steps</source>
        <translation>快速入门</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="169" />
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="170" />
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="182" />
        <source>Studies</source>
        <translation>检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="224" />
        <source>{0} studies</source>
        <translation>{0} 个检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="225" />
        <source>1 study</source>
        <translation>1 个检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="227" />
        <source>No study here: {0}</source>
        <translation>没有符合的检查：{0}</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="229" />
        <source>Nothing found. Every header value is searched.</source>
        <translation>未找到。已搜索所有文件头内容。</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="232" />
        <source>No studies yet. Drop a folder of DICOM files here to begin.</source>
        <translation>还没有检查。将 DICOM 文件夹拖到此处开始。</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="294" />
        <source>Importing: {0} of {1}</source>
        <translation>正在导入：{0} / {1}</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="310" />
        <source>Import a folder</source>
        <translation>导入文件夹</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="315" />
        <source>Open a folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="320" />
        <source>Import files</source>
        <translation>导入文件</translation>
    </message>
</context><context>
    <name>_Entries</name>
    <message>
        <location filename="../panels/admin/trail.py" line="47" />
        <source>Filter: any word of a line</source>
        <translation>筛选：行内任意词</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="48" />
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="50" />
        <source>Failures only</source>
        <translation>仅失败</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="55" />
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="55" />
        <source>Time (UTC)</source>
        <translation>时间 (UTC)</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="55" />
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="55" />
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="56" />
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="56" />
        <source>Subject</source>
        <translation>对象</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="56" />
        <source>Detail</source>
        <translation>详情</translation>
    </message>
    <message>
        <location filename="../panels/admin/trail.py" line="58" />
        <source>Entries of the trail</source>
        <translation>审计记录条目</translation>
    </message>
</context><context>
    <name>_UserDialog</name>
    <message>
        <location filename="../panels/admin/users.py" line="137" />
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="142" />
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="146" />
        <source>First pass phrase</source>
        <translation>初始口令</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="147" />
        <source>The user must choose another one first.</source>
        <translation>用户须先更换口令。</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="149" />
        <source>May read studies labelled VIP</source>
        <translation>可查看标为 VIP 的检查</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="160" />
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <location filename="../panels/admin/users.py" line="161" />
        <source>Departments</source>
        <translation>科室</translation>
    </message>
</context></TS>
