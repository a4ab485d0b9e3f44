<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
    <name>AccountPage</name>
    <message>
        <location filename="../panels/admin/account.py" line="38" />
        <source>Pass phrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="41" />
        <source>New pass phrase</source>
        <translation>新口令</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="42" />
        <source>The same once more</source>
        <translation>再输入一次</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="44" />
        <source>Change the pass phrase</source>
        <translation>修改口令</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="46" />
        <source>Make a second factor</source>
        <translation>设置第二因素</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="61" />
        <location filename="../panels/admin/account.py" line="49" />
        <source>Second factor</source>
        <translation>第二因素</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="52" />
        <source>An authenticator on your telephone shows six digits (TOTP). What appears here is shown once: type the secret in there, and keep the recovery codes on paper.</source>
        <translation>手机上的验证器会显示六位数字 (TOTP)。此处内容只显示一次：请将密钥输入验证器，并将恢复码抄写保存。</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="80" />
        <source>The two pass phrases differ.</source>
        <translation>两次输入的口令不一致。</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="94" />
        <source>The pass phrase was changed.</source>
        <translation>口令已修改。</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="109" />
        <source>Secret: {0}</source>
        <translation>密钥：{0}</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="112" />
        <source>Recovery codes, each opens once:</source>
        <translation>恢复码，每个只能使用一次：</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="117" />
        <source>From now on the pass phrase alone opens nothing.</source>
        <translation>从现在起，仅凭口令无法打开。</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="124" />
        <source>It failed.</source>
        <translation>失败。</translation>
    </message>
</context><context>
    <name>AddDialog</name>
    <message>
        <location filename="../panels/finding/edit.py" line="73" />
        <source>Add a finding</source>
        <translation>添加所见</translation>
    </message>
    <message>
        <location filename="../panels/finding/edit.py" line="83" />
        <location filename="../panels/finding/edit.py" line="79" />
        <source>Finding</source>
        <translation>所见</translation>
    </message>
    <message>
        <location filename="../panels/finding/edit.py" line="84" />
        <location filename="../panels/finding/edit.py" line="81" />
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <location filename="../panels/finding/edit.py" line="82" />
        <source>may be empty</source>
        <translation>可留空</translation>
    </message>
</context><context>
    <name>AdministrationDialog</name>
    <message>
        <location filename="../panels/admin/window.py" line="32" />
        <source>OmniMed: administration</source>
        <translation>OmniMed：管理</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="38" />
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="46" />
        <source>Trail</source>
        <translation>审计记录</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="48" />
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="52" />
        <source>Users</source>
        <translation>用户</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="71" />
        <location filename="../panels/admin/window.py" line="57" />
        <source>Emergencies</source>
        <translation>紧急访问</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="61" />
        <source>Controls and backup</source>
        <translation>控制措施与备份</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="62" />
        <source>My account</source>
        <translation>我的账户</translation>
    </message>
    <message>
        <location filename="../panels/admin/window.py" line="76" />
        <source>Something went wrong in the program ({0}).</source>
        <translation>程序出现错误 ({0})。</translation>
    </message>
</context><context>
    <name>AnalysisPresenter</name>
    <message>
        <location filename="../presenters/analysis.py" line="274" />
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
        <location filename="../presenters/deciding/asking.py" line="152" />
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
        <source>last block taught whole</source>
        <translation>整体训练末块</translation>
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
        <location filename="../panels/teaching/data.py" line="55" />
        <source>Open manifest …</source>
        <translation>打开清单…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="57" />
        <source>CSV or Parquet, one line a case.</source>
        <translation>CSV 或 Parquet，每行一个病例。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="65" />
        <source>Images</source>
        <translation>影像</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="66" />
        <source>Record</source>
        <translation>病历</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="67" />
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="68" />
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="69" />
        <source>Has the finding where it is</source>
        <translation>取此值者为阳性</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="77" />
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="80" />
        <source>Teach on this</source>
        <translation>用此数据训练</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="90" />
        <source>Cases</source>
        <translation>病例数</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="90" />
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="91" />
        <source>What was found</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="116" />
        <source>Manifests (*.csv *.parquet)</source>
        <translation>清单 (*.csv *.parquet)</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="117" />
        <source>Open manifest</source>
        <translation>打开清单</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="123" />
        <source>{0} lines</source>
        <translation>{0} 行</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="171" />
        <source>lines found</source>
        <translation>清单行数</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="204" />
        <location filename="../panels/teaching/data.py" line="172" />
        <source>cases used</source>
        <translation>可用病例</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="205" />
        <location filename="../panels/teaching/data.py" line="173" />
        <source>with the finding</source>
        <translation>阳性</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="206" />
        <location filename="../panels/teaching/data.py" line="174" />
        <source>without it</source>
        <translation>阴性</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="213" />
        <location filename="../panels/teaching/data.py" line="177" />
        <source>left out: {0}</source>
        <translation>排除：{0}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="180" />
        <source>Warning: {0}</source>
        <translation>警告：{0}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="183" />
        <source>Leaks (same patient, repeated films, words of the label) are looked for first.</source>
        <translation>训练前会先查找泄漏（同一患者、重复影像、病历中的标签词）。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="203" />
        <source>studies found</source>
        <translation>找到的检查</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="207" />
        <source>readers disagreed, the laboratory decided</source>
        <translation>读片者意见不一，以实验室结果为准</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="210" />
        <source>label: {0}</source>
        <translation>标签：{0}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/data.py" line="218" />
        <source>Version {0}, collected {1} by {2}; sealed, each study's part on the trail.</source>
        <translation>版本 {0}，由 {2} 于 {1} 收集；已密封，每份检查的使用均记入审计记录。</translation>
    </message>
</context><context>
    <name>Desk</name>
    <message>
        <location filename="../presenters/desk.py" line="54" />
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../presenters/desk.py" line="58" />
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
        <location filename="../panels/finding/edit.py" line="31" />
        <source>Change the finding</source>
        <translation>修改所见</translation>
    </message>
    <message>
        <location filename="../panels/finding/edit.py" line="42" />
        <location filename="../panels/finding/edit.py" line="38" />
        <source>What it is instead</source>
        <translation>应改为</translation>
    </message>
    <message>
        <location filename="../panels/finding/edit.py" line="43" />
        <location filename="../panels/finding/edit.py" line="40" />
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <location filename="../panels/finding/edit.py" line="41" />
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
        <location filename="../panels/finding/finding_card.py" line="79" />
        <source>Image and record</source>
        <translation>图像与病历</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="80" />
        <source>Image only</source>
        <translation>仅图像</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="81" />
        <source>Record only</source>
        <translation>仅病历</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="89" />
        <source>Why? One key, if you like</source>
        <translation>原因？可按一键说明（可不选）</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="108" />
        <source>Accept (A)</source>
        <translation>采纳 (A)</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="108" />
        <source>Agree with this answer</source>
        <translation>同意该结果</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="109" />
        <source>Reject (R)</source>
        <translation>否定 (R)</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="109" />
        <source>Disagree with this answer</source>
        <translation>不同意该结果</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="110" />
        <source>Edit (E)</source>
        <translation>修改 (E)</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="110" />
        <source>Say what it is instead</source>
        <translation>说明应改为什么</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="125" />
        <source>No word of a reader yet</source>
        <translation>尚无医师意见</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="127" />
        <source>✓ Accepted by {0}, {1}</source>
        <translation>✓ {0} 已采纳，{1}</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="128" />
        <source>✗ Rejected by {0}, {1}</source>
        <translation>✗ {0} 已否定，{1}</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="129" />
        <source>✎ Changed by {0}, {1}</source>
        <translation>✎ {0} 已修改，{1}</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="130" />
        <source>✚ Added by {0}, {1}</source>
        <translation>✚ {0} 已添加，{1}</translation>
    </message>
    <message>
        <location filename="../panels/finding/finding_card.py" line="137" />
        <source> (before the model's answer was shown)</source>
        <translation>（在显示模型结果之前）</translation>
    </message>
</context><context>
    <name>Findings</name>
    <message>
        <location filename="../panels/finding/wording.py" line="45" />
        <source>, </source>
        <comment>between the names of findings</comment>
        <translation>、</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="75" />
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="76" />
        <source>Assessed: {0}.</source>
        <translation>已评估：{0}。</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="78" />
        <source>Not assessed: {0}.</source>
        <translation>未评估：{0}。</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="87" />
        <source>{0}: present</source>
        <translation>{0}：有</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="88" />
        <source>{0}: not seen</source>
        <translation>{0}：未见</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="89" />
        <source>{0}: cannot tell</source>
        <translation>{0}：无法判断</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="90" />
        <source>{0}: possible kind</source>
        <translation>{0}：可能类型</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="98" />
        <source>present</source>
        <translation>有</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="99" />
        <source>not seen</source>
        <translation>未见</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="100" />
        <source>cannot tell</source>
        <translation>无法判断</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="101" />
        <source>possible kind</source>
        <translation>可能类型</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="108" />
        <source>parallel</source>
        <translation>并行</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="109" />
        <source>cascade</source>
        <translation>级联</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="138" />
        <source>Probability {0}</source>
        <translation>概率 {0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="141" />
        <source>absent below {0}, present from {1}</source>
        <translation>低于 {0} 为无，{1} 及以上为有</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="145" />
        <source>threshold {0}</source>
        <translation>阈值 {0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="154" />
        <source>neither present nor absent can be excluded</source>
        <translation>有、无均不能排除</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="156" />
        <source>absent is excluded, as far as the calibration goes</source>
        <translation>在校准可保证的范围内，“无”已排除</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="157" />
        <source>present is excluded, as far as the calibration goes</source>
        <translation>在校准可保证的范围内，“有”已排除</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="167" />
        <source>validated on: {0}</source>
        <translation>验证人群：{0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="188" />
        <source>Sensitivity and specificity: not on the model's card</source>
        <translation>敏感度和特异度：模型说明卡未提供</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="190" />
        <source>Sensitivity {0}, specificity {1} at the threshold</source>
        <translation>该阈值下敏感度 {0}，特异度 {1}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="237" />
        <source>Predictive value: this site's prevalence is not set</source>
        <translation>预测值：尚未设定本机构患病率</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="240" />
        <source>At {0} prevalence here, {1} of such answers hold</source>
        <translation>按本机构患病率 {0}，此类结果 {1} 成立</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="241" />
        <source>At {0} prevalence here, {2} of such answers hold</source>
        <translation>按本机构患病率 {0}，此类结果 {2} 成立</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="244" />
        <source>At {0} prevalence here, present holds in {1}, not seen in {2}</source>
        <translation>按本机构患病率 {0}，“有”的成立率 {1}，“未见”的成立率 {2}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="252" />
        <source>calibrated at this site</source>
        <translation>已在本机构校准</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="253" />
        <source>not calibrated at this site</source>
        <translation>未在本机构校准</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="285" />
        <source>Cannot assess: {0}</source>
        <translation>无法评估：{0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="286" />
        <source>the model had nothing it could read</source>
        <translation>模型没有可读取的内容</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="292" />
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="292" />
        <source>Record</source>
        <translation>病历</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="299" />
        <source>weight {0}</source>
        <translation>权重 {0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="301" />
        <source>quality {0}</source>
        <translation>质量 {0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="303" />
        <source>no input</source>
        <translation>无输入</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="307" />
        <source>read {0} of {1} sentences</source>
        <translation>已读 {0} / {1} 句</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="316" />
        <source>Analysis</source>
        <translation>分析</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="317" />
        <source>Made</source>
        <translation>生成时间</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="318" />
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="319" />
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="320" />
        <source>SHA-256 of the weights</source>
        <translation>权重 SHA-256</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="321" />
        <source>Preprocessing</source>
        <translation>预处理</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="322" />
        <source>Mode</source>
        <translation>方式</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="323" />
        <source>Weights set by</source>
        <translation>权重来源</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="324" />
        <source>Images read</source>
        <translation>读取图像数</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="325" />
        <source>SHA-256 of the input</source>
        <translation>输入 SHA-256</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="326" />
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="329" />
        <source>Validated on</source>
        <translation>验证人群</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="331" />
        <source>Unlike the training films</source>
        <translation>与训练图像的差异</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="332" />
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="334" />
        <source>Image left out</source>
        <translation>未读取的图像</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="339" />
        <source>Note {0}</source>
        <translation>记录 {0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="340" />
        <source>used</source>
        <translation>已使用</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="340" />
        <source>not used</source>
        <translation>未使用</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="367" />
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
        <location filename="../panels/admin/account.py" line="141" />
        <source>OmniMed: first steps</source>
        <translation>OmniMed：首次登录</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="151" />
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="161" />
        <source>Choose a pass phrase of your own</source>
        <translation>请设定您自己的口令</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="163" />
        <source>Administrators need a second factor</source>
        <translation>管理员须设置第二因素</translation>
    </message>
    <message>
        <location filename="../panels/admin/account.py" line="165" />
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
        <location filename="../panels/teaching/gate.py" line="48" />
        <source>Head</source>
        <translation>适配头</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="48" />
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="48" />
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="48" />
        <source>AUROC, locked set</source>
        <translation>封存集 AUROC</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="49" />
        <source>Evaluated by</source>
        <translation>评估者</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="49" />
        <source>Signed by</source>
        <translation>签核者</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="49" />
        <source>Promoted</source>
        <translation>启用日期</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="49" />
        <source>Signer</source>
        <translation>签名者</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="51" />
        <source>Heads</source>
        <translation>适配头</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="171" />
        <location filename="../panels/teaching/gate.py" line="59" />
        <location filename="../panels/teaching/gate.py" line="55" />
        <source>The locked set</source>
        <translation>封存集</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="56" />
        <source>A manifest …</source>
        <translation>清单文件 …</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="62" />
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="68" />
        <source>Answered</source>
        <translation>回答时间</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="68" />
        <source>Study</source>
        <translation>检查</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="68" />
        <source>In silence</source>
        <translation>静默回答</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="68" />
        <source>Shown</source>
        <translation>所显示的</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="70" />
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="80" />
        <source>Evaluate a folder …</source>
        <translation>评估文件夹…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="81" />
        <source>Evaluate this head …</source>
        <translation>评估此适配头…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="82" />
        <source>Sign off …</source>
        <translation>签核…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="83" />
        <source>Promote</source>
        <translation>启用</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="84" />
        <source>Roll back …</source>
        <translation>回退…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="85" />
        <source>Answer in silence</source>
        <translation>静默运行</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="86" />
        <source>End silence</source>
        <translation>结束静默</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="87" />
        <source>What it said</source>
        <translation>静默结果</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="88" />
        <source>Export …</source>
        <translation>导出…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="89" />
        <source>Import …</source>
        <translation>导入…</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="116" />
        <source>{0}: {1}, {2} studies, {3} with it</source>
        <translation>{0}：{1}，{2} 份检查，其中 {3} 份为阳性</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="125" />
        <source>candidate</source>
        <translation>候选</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="126" />
        <source>evaluated</source>
        <translation>已评估</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="127" />
        <source>signed off</source>
        <translation>已签核</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="128" />
        <source>IN FORCE</source>
        <translation>已启用</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="129" />
        <source>retired</source>
        <translation>已停用</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="131" />
        <source>answers in silence</source>
        <translation>静默运行中</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="155" />
        <source>A head's folder</source>
        <translation>适配头文件夹</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="170" />
        <source>Manifests (*.csv *.parquet)</source>
        <translation>清单 (*.csv *.parquet)</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="223" />
        <source>It passed; a second person may sign it off.</source>
        <translation>通过；可由第二人签核。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="224" />
        <source>AUROC {0} ({1} to {2}), {3} patients with the finding. {4}</source>
        <translation>AUROC {0}（{1} 至 {2}），阳性患者 {3} 名。{4}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="226" />
        <source>It did not pass.</source>
        <translation>未通过。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="235" />
        <source>Sign off {0}</source>
        <translation>签核 {0}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="235" />
        <source>What did you look at?</source>
        <translation>您查看了什么？</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="238" />
        <source>{0} is signed off.</source>
        <translation>{0} 已签核。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="244" />
        <source>{0} is in force; windows that are opened from now on read with it.</source>
        <translation>{0} 已启用；此后打开的窗口用它读片。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="252" />
        <source>Roll back {0}</source>
        <translation>回退 {0}</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="252" />
        <source>Why?</source>
        <translation>原因？</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="255" />
        <source>{0} was rolled back.</source>
        <translation>{0} 已回退。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="261" />
        <source>{0} answers in silence; no reader sees it.</source>
        <translation>{0} 静默运行中，读片者看不到。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="267" />
        <source>{0} answers no more in silence.</source>
        <translation>{0} 已结束静默运行。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="281" />
        <source>{0} cases answered, {1} wait for a reader; {2} of {3} as shown.</source>
        <translation>已回答 {0} 例，{1} 例待读片；{3} 例中 {2} 例与所显示一致。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="304" />
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="311" />
        <location filename="../panels/teaching/gate.py" line="304" />
        <source>Heads (*.omhead)</source>
        <translation>适配头 (*.omhead)</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="307" />
        <source>Written, signed with this workspace's key.</source>
        <translation>已写出，并用本工作区密钥签名。</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="312" />
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <location filename="../panels/teaching/gate.py" line="314" />
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
        <location filename="../panels/finding/dials.py" line="95" />
        <source>Heat map (M)</source>
        <translation>热力图 (M)</translation>
    </message>
    <message>
        <location filename="../panels/finding/dials.py" line="96" />
        <source>Influence, not lesion border</source>
        <translation>表示影响程度，并非病灶边界</translation>
    </message>
    <message>
        <location filename="../panels/finding/dials.py" line="100" />
        <source>Opacity of the heat map</source>
        <translation>热力图不透明度</translation>
    </message>
    <message>
        <location filename="../panels/finding/dials.py" line="101" />
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <location filename="../panels/finding/dials.py" line="106" />
        <source>Influence, not lesion border. Amber: for, blue: against.</source>
        <translation>表示影响程度，并非病灶边界。琥珀色：支持；蓝色：反对。</translation>
    </message>
</context><context>
    <name>HelpOverlay</name>
    <message>
        <location filename="../panels/help.py" line="32" />
        <location filename="../panels/help.py" line="28" />
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <location filename="../panels/help.py" line="43" />
        <source>Any key closes this.</source>
        <translation>按任意键关闭。</translation>
    </message>
    <message>
        <location filename="../panels/help.py" line="50" />
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
        <location filename="../keymap.py" line="52" />
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="52" />
        <source>Look</source>
        <translation>显示</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="53" />
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="53" />
        <source>Views</source>
        <translation>视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="54" />
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="54" />
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="56" />
        <source>Image before</source>
        <translation>上一幅图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="57" />
        <source>Image after</source>
        <translation>下一幅图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="58" />
        <source>Ten images back</source>
        <translation>后退十幅</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="59" />
        <source>Ten images on</source>
        <translation>前进十幅</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="60" />
        <source>First image</source>
        <translation>第一幅图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="61" />
        <source>Last image</source>
        <translation>最后一幅图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="62" />
        <source>Cine on or off</source>
        <translation>电影播放 / 停止</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="63" />
        <source>Cine slower</source>
        <translation>播放减慢</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="64" />
        <source>Cine faster</source>
        <translation>播放加快</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="65" />
        <source>Series before</source>
        <translation>上一序列</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="66" />
        <source>Series after</source>
        <translation>下一序列</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="67" />
        <source>Window of the file</source>
        <translation>文件自带窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="68" />
        <source>Soft tissue</source>
        <translation>软组织窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="69" />
        <source>Lung</source>
        <translation>肺窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="70" />
        <source>Liver</source>
        <translation>肝窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="71" />
        <source>Bone</source>
        <translation>骨窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="72" />
        <source>Brain</source>
        <translation>脑窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="73" />
        <source>Window of what is seen</source>
        <translation>按所见范围自动调窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="74" />
        <source>Next window of the file</source>
        <translation>文件的下一个窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="75" />
        <source>Invert</source>
        <translation>反相</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="158" />
        <location filename="../keymap.py" line="76" />
        <source>Fit to the view</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="77" />
        <source>One pixel on one pixel</source>
        <translation>一比一像素</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="78" />
        <source>True size</source>
        <translation>实际尺寸</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="79" />
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="80" />
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="81" />
        <source>Turn right</source>
        <translation>向右旋转</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="82" />
        <source>Turn left</source>
        <translation>向左旋转</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="83" />
        <source>Flip left to right</source>
        <translation>左右翻转</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="84" />
        <source>Flip top to bottom</source>
        <translation>上下翻转</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="85" />
        <source>Smooth or plain pixels</source>
        <translation>平滑 / 原始像素</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="86" />
        <source>Hide or show the texts</source>
        <translation>隐藏或显示文字</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="87" />
        <source>Overlays, contours, masks</source>
        <translation>叠加层、轮廓、掩膜</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="88" />
        <source>Shutter on or off</source>
        <translation>遮光器开 / 关</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="89" />
        <source>Everything as at the start</source>
        <translation>全部复位</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="90" />
        <source>Window by left drag</source>
        <translation>左键拖动调窗</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="91" />
        <source>Pan by left drag</source>
        <translation>左键拖动平移</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="92" />
        <source>Zoom by left drag</source>
        <translation>左键拖动缩放</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="93" />
        <source>Magnifying glass</source>
        <translation>放大镜</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="94" />
        <source>Crosshair in all views</source>
        <translation>各视图十字定位</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="95" />
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="96" />
        <source>Angle</source>
        <translation>角度</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="97" />
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="98" />
        <source>Ellipse</source>
        <translation>椭圆</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="99" />
        <source>Value at a point</source>
        <translation>点值</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="100" />
        <source>Cobb angle: two lines</source>
        <translation>Cobb 角：两条线</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="101" />
        <source>Cardiothoracic ratio</source>
        <translation>心胸比</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="102" />
        <source>Outline by hand</source>
        <translation>手绘轮廓</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="103" />
        <source>Arrow</source>
        <translation>箭头</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="104" />
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="105" />
        <source>Copy to the next image</source>
        <translation>复制到下一幅图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="106" />
        <source>Remove a measurement</source>
        <translation>删除测量</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="107" />
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="108" />
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="109" />
        <source>One view</source>
        <translation>单视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="110" />
        <source>Two views</source>
        <translation>双视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="111" />
        <source>Three views</source>
        <translation>三视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="112" />
        <source>Four views</source>
        <translation>四视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="113" />
        <source>Six views</source>
        <translation>六视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="114" />
        <source>Nine views</source>
        <translation>九视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="115" />
        <source>Sixteen views</source>
        <translation>十六视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="116" />
        <source>Axial, coronal, sagittal</source>
        <translation>轴位、冠状位、矢状位</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="117" />
        <source>Thick slab: MIP, MinIP, mean</source>
        <translation>厚层：MIP、MinIP、平均</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="118" />
        <source>Turn the other planes left</source>
        <translation>其他平面向左转</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="119" />
        <source>Turn the other planes right</source>
        <translation>其他平面向右转</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="120" />
        <source>Next view</source>
        <translation>下一视图</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="121" />
        <source>Scroll views together</source>
        <translation>视图联动滚动</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="122" />
        <source>Reference lines</source>
        <translation>定位线</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="123" />
        <source>Earlier study beside</source>
        <translation>并排显示既往检查</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="124" />
        <source>Second window</source>
        <translation>第二窗口</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="125" />
        <source>Save what I see</source>
        <translation>保存当前布局为方案</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="126" />
        <source>Let the model read the case</source>
        <translation>由模型读取病例</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="127" />
        <source>Heat map on or off</source>
        <translation>热力图开 / 关</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="128" />
        <source>Accept the finding</source>
        <translation>采纳所见</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="129" />
        <source>Reject the finding</source>
        <translation>否定所见</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="130" />
        <source>Rejected: not to be seen</source>
        <translation>否决：图像上未见</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="131" />
        <source>Rejected: artefact, device</source>
        <translation>否决：伪影、器械</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="132" />
        <source>Rejected: known, or old</source>
        <translation>否决：已知或陈旧</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="133" />
        <source>Rejected: another cause</source>
        <translation>否决：另有原因</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="134" />
        <source>Change the finding</source>
        <translation>修改所见</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="135" />
        <source>Add a finding</source>
        <translation>添加所见</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="136" />
        <source>Next finding</source>
        <translation>下一项所见</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="137" />
        <source>Compare two answers</source>
        <translation>对比两个结果</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="138" />
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="139" />
        <source>Key image of the report</source>
        <translation>加入报告关键图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="140" />
        <source>Copy the report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="141" />
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="142" />
        <source>Tool down; worklist</source>
        <translation>放下工具；返回列表</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="143" />
        <source>These keys</source>
        <translation>显示快捷键</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="151" />
        <source>Left drag</source>
        <translation>左键拖动</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="152" />
        <source>The tool: first, window</source>
        <translation>当前工具（默认调窗）</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="154" />
        <source>Middle drag</source>
        <translation>中键拖动</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="154" />
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="155" />
        <source>Right drag</source>
        <translation>右键拖动</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="155" />
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="156" />
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="156" />
        <source>Scroll through the images</source>
        <translation>逐幅浏览图像</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="157" />
        <source>Ctrl + wheel</source>
        <translation>Ctrl + 滚轮</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="157" />
        <source>Zoom under the pointer</source>
        <translation>以指针为中心缩放</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="158" />
        <source>Double click</source>
        <translation>双击</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="159" />
        <source>Drag a series</source>
        <translation>拖动序列</translation>
    </message>
    <message>
        <location filename="../keymap.py" line="159" />
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
        <location filename="../presenters/viewing/layers.py" line="156" />
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
        <location filename="../panels/admin/lock.py" line="49" />
        <source>OmniMed: locked</source>
        <translation>OmniMed：已锁定</translation>
    </message>
    <message>
        <location filename="../panels/admin/lock.py" line="55" />
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <location filename="../panels/admin/lock.py" line="57" />
        <source>{0} is logged in. What was begun goes on and is kept.</source>
        <translation>{0} 已登录。已开始的任务继续进行并会保存。</translation>
    </message>
    <message>
        <location filename="../panels/admin/lock.py" line="62" />
        <location filename="../panels/admin/lock.py" line="61" />
        <source>Pass phrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <location filename="../panels/admin/lock.py" line="69" />
        <source>Log out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <location filename="../panels/admin/lock.py" line="72" />
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <location filename="../panels/admin/lock.py" line="169" />
        <source>It cannot be unlocked.</source>
        <translation>无法解锁。</translation>
    </message>
</context><context>
    <name>LoginDialog</name>
    <message>
        <location filename="../app.py" line="207" />
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
        <location filename="../app.py" line="147" />
        <source>OmniMed: demonstration with synthetic patients</source>
        <translation>OmniMed：合成病例演示</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="74" />
        <source>OmniMed</source>
        <translation>OmniMed</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="138" />
        <source>Loading images</source>
        <translation>正在加载图像</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="140" />
        <source>User: {0}</source>
        <translation>用户：{0}</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="141" />
        <source>Research use. Not a medical device.</source>
        <translation>仅供科研使用，非医疗器械。</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="245" />
        <source>The image that the report names is not in this study</source>
        <translation>报告所指的图像不在本检查中</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="265" />
        <source>The masks lie over the images and are kept in the study (D hides them)</source>
        <translation>分割结果已叠加在图像上并保存到检查中（按 D 隐藏）</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="267" />
        <source>Nothing was found to outline</source>
        <translation>未找到可分割的内容</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="275" />
        <source>Importing …</source>
        <translation>正在导入 …</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="295" />
        <source>Importing … One image of what is imported is shown meanwhile</source>
        <translation>正在导入 … 期间先显示其中一幅图像</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="310" />
        <source>{0} images of {1} studies imported</source>
        <translation>已导入 {1} 个检查的 {0} 幅图像</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="314" />
        <source>, {0} were there already</source>
        <translation>，其中 {0} 幅已存在</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="328" />
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="332" />
        <source>{0} were not imported:</source>
        <translation>{0} 项未导入：</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="361" />
        <source>Something went wrong in the program ({0}). Nothing was lost.</source>
        <translation>程序出现错误 ({0})，数据没有丢失。</translation>
    </message>
    <message>
        <location filename="../main_window.py" line="365" />
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
        <location filename="../panels/finding/readers.py" line="58" />
        <source>Let another model read, or outline in the open series</source>
        <translation>由其他模型读片，或在当前序列中分割</translation>
    </message>
    <message>
        <location filename="../panels/finding/readers.py" line="59" />
        <source>Other models</source>
        <translation>其他模型</translation>
    </message>
    <message>
        <location filename="../panels/finding/readers.py" line="76" />
        <source>Outline in the open series: {0}</source>
        <translation>在当前序列中分割：{0}</translation>
    </message>
    <message>
        <location filename="../panels/finding/readers.py" line="94" />
        <source>It cannot run here; missing: {0}</source>
        <translation>无法在此运行；缺少：{0}</translation>
    </message>
</context><context>
    <name>OutcomeDialog</name>
    <message>
        <location filename="../panels/deciding/outcome.py" line="32" />
        <source>Outcome</source>
        <translation>最终结果</translation>
    </message>
    <message>
        <location filename="../panels/deciding/outcome.py" line="37" />
        <source>Counted against first impressions and last words.</source>
        <translation>用于与初步印象和最终意见比对计数。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/outcome.py" line="56" />
        <location filename="../panels/deciding/outcome.py" line="41" />
        <source>Finding</source>
        <translation>所见</translation>
    </message>
    <message>
        <location filename="../panels/deciding/outcome.py" line="58" />
        <location filename="../panels/deciding/outcome.py" line="45" />
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <location filename="../panels/deciding/outcome.py" line="46" />
        <source>pathology, follow-up, CT …</source>
        <translation>病理、随访、CT …</translation>
    </message>
    <message>
        <location filename="../panels/deciding/outcome.py" line="49" />
        <source>Was there</source>
        <translation>确有</translation>
    </message>
    <message>
        <location filename="../panels/deciding/outcome.py" line="50" />
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
        <location filename="../panels/finding/edit.py" line="112" />
        <location filename="../panels/finding/edit.py" line="107" />
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
        <location filename="../panels/reading.py" line="94" />
        <source>Findings</source>
        <translation>所见</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="350" />
        <location filename="../panels/reading.py" line="95" />
        <source>Record</source>
        <translation>病历</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="96" />
        <source>Header</source>
        <translation>文件头</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="294" />
        <location filename="../panels/reading.py" line="97" />
        <source>Measured</source>
        <translation>测量</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="98" />
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="115" />
        <source>Windows and VOI LUTs</source>
        <translation>窗与 VOI LUT</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="116" />
        <source>Rows and columns of views</source>
        <translation>视图行列布局</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="117" />
        <source>Hanging protocols</source>
        <translation>挂片方案</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="118" />
        <source>Texts in the corners</source>
        <translation>四角文字</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="278" />
        <location filename="../panels/reading.py" line="247" />
        <source>Measurements are made on the original images, not here</source>
        <translation>测量须在原始图像上进行，此处不可测量</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="249" />
        <source>This is an earlier study: it is measured when it is open</source>
        <translation>这是既往检查：打开该检查后才能测量</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="251" />
        <source>The measurements kept are not read: none can be made</source>
        <translation>已保存的测量尚未读出，暂不能测量</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="253" />
        <source>The crosshair needs several views: Alt+2, Alt+4 or V</source>
        <translation>十字定位需要多个视图：Alt+2、Alt+4 或 V</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="267" />
        <source>Choose a measurement of your own to remove it</source>
        <translation>请选择您自己的测量后再删除</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="274" />
        <source>Choose a measurement; the last image has no next one</source>
        <translation>请选择一项测量；最后一幅图像没有下一幅</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="282" />
        <source>Nothing to undo</source>
        <translation>没有可撤销的操作</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="282" />
        <source>Undone: {0}</source>
        <translation>已撤销：{0}</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="287" />
        <source>Nothing to redo</source>
        <translation>没有可重做的操作</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="287" />
        <source>Redone: {0}</source>
        <translation>已重做：{0}</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="294" />
        <source>Measured ({0})</source>
        <translation>测量 ({0})</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="350" />
        <source>Record ({0})</source>
        <translation>病历 ({0})</translation>
    </message>
    <message>
        <location filename="../panels/reading.py" line="372" />
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
        <location filename="../panels/deciding/report.py" line="71" />
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="99" />
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="103" />
        <source>Fill anew</source>
        <translation>重新填充</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="105" />
        <source>From findings and measurements; sections you wrote in stay as they are</source>
        <translation>按所见和测量填充；您写过的段落保持不变</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="114" />
        <source>Key images (Ctrl+K takes the one in view)</source>
        <translation>关键图像（Ctrl+K 加入当前图像）</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="117" />
        <source>Key images</source>
        <translation>关键图像</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="125" />
        <source>Remove the image</source>
        <translation>移除图像</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="133" />
        <source>Copy text</source>
        <translation>复制文本</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="134" />
        <source>To the clipboard (Ctrl+Shift+C)</source>
        <translation>复制到剪贴板 (Ctrl+Shift+C)</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="136" />
        <source>PDF …</source>
        <translation>PDF …</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="137" />
        <source>Write the report as PDF with its key images</source>
        <translation>将报告连同关键图像写为 PDF</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="139" />
        <source>Sign …</source>
        <translation>签名 …</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="142" />
        <source>Addendum</source>
        <translation>补充报告</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="143" />
        <source>A signed report is not changed, only amended</source>
        <translation>已签名的报告不可修改，只能补充</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="158" />
        <source>No study is open.</source>
        <translation>没有打开的检查。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="218" />
        <source>Signed by {0}</source>
        <translation>{0} 已签名</translation>
    </message>
    <message>
        <location filename="../panels/deciding/report.py" line="231" />
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
        <location filename="../presenters/deciding/reporting.py" line="250" />
        <source>Signed. It can be amended, not changed.</source>
        <translation>已签名。只能补充，不能修改。</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="285" />
        <source>The image is still coarse: take it when it is made</source>
        <translation>图像尚为粗略显示：请在精细图像生成后再取</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="314" />
        <source>Key image taken into the report</source>
        <translation>关键图像已加入报告</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="345" />
        <source>The report is on the clipboard</source>
        <translation>报告已复制到剪贴板</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="357" />
        <source>Write the report</source>
        <translation>写出报告</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="357" />
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <location filename="../presenters/deciding/reporting.py" line="378" />
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
    <name>SeriesStrip</name>
    <message>
        <location filename="../panels/case/strip.py" line="49" />
        <source>Series</source>
        <translation>序列</translation>
    </message>
</context><context>
    <name>SettingPresenter</name>
    <message>
        <location filename="../presenters/deciding/setting.py" line="90" />
        <source>The settings hold now, but could not be kept</source>
        <translation>设置现已生效，但无法保存</translation>
    </message>
</context><context>
    <name>SettingsDialog</name>
    <message>
        <location filename="../panels/deciding/settings.py" line="43" />
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="55" />
        <source>This computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="101" />
        <location filename="../panels/deciding/settings.py" line="56" />
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="57" />
        <source>All readers</source>
        <translation>全体医师</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="78" />
        <location filename="../panels/deciding/settings.py" line="68" />
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="69" />
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="79" />
        <location filename="../panels/deciding/settings.py" line="74" />
        <source>Size of the text</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="76" />
        <source>{0} points</source>
        <translation>{0} 磅</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="82" />
        <source>The window is made anew at once. Studies, drafts and words are kept.</source>
        <translation>窗口将立即重建。检查、草稿和意见均会保留。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="94" />
        <source>Key map</source>
        <translation>键位方案</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="99" />
        <source>Click a key to change it; empty gives it back.</source>
        <translation>点击按键可修改；清空则恢复默认。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="102" />
        <source>What</source>
        <translation>功能</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="102" />
        <source>Key</source>
        <translation>按键</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="150" />
        <source>{0} would do two things: {1}; {2}</source>
        <translation>{0} 对应了两个功能：{1}；{2}</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="161" />
        <source>Read unaided first: the answer after one's impression</source>
        <translation>先独立阅片：给出印象后再显示结果</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="162" />
        <source>Every study gets a second reader</source>
        <translation>每个检查均由第二位医师复阅</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="166" />
        <source>How common each finding is among your patients</source>
        <translation>各项所见在本机构患者中的患病率</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="172" />
        <source>What the model's answer did to first impressions</source>
        <translation>模型结果对初步印象的影响</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="176" />
        <source>Count</source>
        <translation>统计</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="201" />
        <source>not set</source>
        <translation>未设定</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="203" />
        <source>Prevalence of {0}</source>
        <translation>{0}的患病率</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="210" />
        <source>right, stayed right</source>
        <translation>原本正确，仍然正确</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="211" />
        <source>right, became wrong</source>
        <translation>原本正确，变为错误</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="212" />
        <source>wrong, became right</source>
        <translation>原本错误，变为正确</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="213" />
        <source>wrong, stayed wrong</source>
        <translation>原本错误，仍然错误</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="214" />
        <source>unsure or changed</source>
        <translation>不确定或改为其他</translation>
    </message>
    <message>
        <location filename="../panels/deciding/settings.py" line="215" />
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
        <location filename="../panels/deciding/sign.py" line="32" />
        <source>What is signed cannot be changed, only amended.</source>
        <translation>签名后不可修改，只能补充。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/sign.py" line="37" />
        <location filename="../panels/deciding/sign.py" line="36" />
        <source>Pass phrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <location filename="../panels/deciding/sign.py" line="39" />
        <source>Ask for a second reader, who does not see this report</source>
        <translation>请第二位医师复阅（看不到本报告）</translation>
    </message>
    <message>
        <location filename="../panels/deciding/sign.py" line="47" />
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
        <source>{0} calibrated at this site</source>
        <translation>{0} 已在本单位校准</translation>
    </message>
    <message>
        <location filename="teaching.py" line="49" />
        <source>pathology or microbiology</source>
        <translation>病理或微生物学</translation>
    </message>
    <message>
        <location filename="teaching.py" line="50" />
        <source>unaided reading</source>
        <translation>独立阅片</translation>
    </message>
    <message>
        <location filename="teaching.py" line="51" />
        <source>read after the model's answer was shown</source>
        <translation>在显示模型答案之后阅片</translation>
    </message>
    <message>
        <location filename="teaching.py" line="52" />
        <source>nobody said whether it is there</source>
        <translation>无人说明是否存在</translation>
    </message>
    <message>
        <location filename="teaching.py" line="53" />
        <source>readers disagree, and neither pathology nor microbiology decides</source>
        <translation>阅片者意见不一，病理与微生物学均无定论</translation>
    </message>
    <message>
        <location filename="teaching.py" line="54" />
        <source>only read after the model's answer was shown (contaminated)</source>
        <translation>仅在显示模型答案之后阅片（受污染）</translation>
    </message>
    <message>
        <location filename="teaching.py" line="55" />
        <source>not signed</source>
        <translation>未签署</translation>
    </message>
    <message>
        <location filename="teaching.py" line="56" />
        <source>held back by a label</source>
        <translation>因标签而被保留</translation>
    </message>
    <message>
        <location filename="teaching.py" line="57" />
        <source>its patient is kept back in a locked set</source>
        <translation>该患者已留在锁定集中</translation>
    </message>
    <message>
        <location filename="teaching.py" line="58" />
        <source>in the part that is taught on</source>
        <translation>属于用于训练的部分</translation>
    </message>
    <message>
        <location filename="teaching.py" line="60" />
        <source>A data set's name has lower-case letters, digits and hyphens, 40 at most.</source>
        <translation>数据集名称只含小写字母、数字和连字符，最多 40 个。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="63" />
        <source>Say which finding the studies are labelled with.</source>
        <translation>请说明检查以何种所见作为标签。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="64" />
        <source>{0} patients with the finding are too few to keep some back: {1} would be locked and {2} taught on; {3} of each are needed.</source>
        <translation>有该所见的患者只有 {0} 位，不足以留出一部分：将锁定 {1} 位、用于训练 {2} 位；两者各需 {3} 位。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="69" />
        <source>Collect more cases; who may have been learnt from already is not kept back.</source>
        <translation>请收集更多病例；可能已用于训练的患者不会被留出。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="73" />
        <source>No study can be used of {0}: {1}.</source>
        <translation>{0} 项检查中没有可用的：{1}。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="74" />
        <source>{0} was taught on {1} of the {2} cases of this set (cases {3}), known by: {4}.</source>
        <translation>{0} 曾用此集 {2} 例中的 {1} 例训练（病例 {3}），依据：{4}。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="78" />
        <source>Who evaluated a head cannot sign it off.</source>
        <translation>评估模型头的人不能为其签字。</translation>
    </message>
    <message>
        <location filename="teaching.py" line="79" />
        <source>A second person signs it off.</source>
        <translation>须由第二人签字。</translation>
    </message>
    <message>
        <location filename="told.py" line="23" />
        <source>written before the acquisition</source>
        <translation>写于检查之前</translation>
    </message>
    <message>
        <location filename="told.py" line="24" />
        <source>written on the day of the acquisition</source>
        <translation>写于检查当日</translation>
    </message>
    <message>
        <location filename="told.py" line="25" />
        <source>no date stated</source>
        <translation>未注明日期</translation>
    </message>
    <message>
        <location filename="told.py" line="26" />
        <source>the time of the acquisition is not known</source>
        <translation>检查时间未知</translation>
    </message>
    <message>
        <location filename="told.py" line="27" />
        <source>later than the acquisition</source>
        <translation>晚于检查</translation>
    </message>
    <message>
        <location filename="told.py" line="28" />
        <source>not certainly before the acquisition (time zone not stated)</source>
        <translation>不能确定早于检查（未注明时区）</translation>
    </message>
    <message>
        <location filename="told.py" line="29" />
        <source>the study's own report</source>
        <translation>本次检查自身的报告</translation>
    </message>
    <message>
        <location filename="told.py" line="30" />
        <source>report of an earlier day</source>
        <translation>早前日期的报告</translation>
    </message>
    <message>
        <location filename="told.py" line="31" />
        <source>holds no words</source>
        <translation>没有文字内容</translation>
    </message>
    <message>
        <location filename="told.py" line="32" />
        <source>forced by the reader</source>
        <translation>由医师强制使用</translation>
    </message>
    <message>
        <location filename="told.py" line="33" />
        <source>record not read by the model (language)</source>
        <translation>模型未读病历（语言不支持）</translation>
    </message>
    <message>
        <location filename="told.py" line="34" />
        <source>record not read: nothing else of the case could be assessed</source>
        <translation>未读病历：本病例其余内容均无法评估</translation>
    </message>
    <message>
        <location filename="told.py" line="35" />
        <source>record hidden (weight 0)</source>
        <translation>病历已隐藏（权重 0）</translation>
    </message>
    <message>
        <location filename="told.py" line="36" />
        <source>images hidden (weight 0)</source>
        <translation>图像已隐藏（权重 0）</translation>
    </message>
    <message>
        <location filename="told.py" line="37" />
        <source>none of its sentences was read</source>
        <translation>其中没有句子被读取</translation>
    </message>
    <message>
        <location filename="told.py" line="38" />
        <source>note not used: {0}</source>
        <translation>未使用的记录：{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="39" />
        <source>film: {0}</source>
        <translation>图像：{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="40" />
        <source>read {0} of {1} sentences</source>
        <translation>已读 {0} / {1} 句</translation>
    </message>
    <message>
        <location filename="told.py" line="41" />
        <source>{0} long sentences read to word {1} only</source>
        <translation>{0} 个长句仅读到第 {1} 个词</translation>
    </message>
    <message>
        <location filename="told.py" line="43" />
        <source>arrows or letters are burned into the film</source>
        <translation>图像上有烧入的箭头或文字</translation>
    </message>
    <message>
        <location filename="told.py" line="44" />
        <source>low contrast</source>
        <translation>对比度低</translation>
    </message>
    <message>
        <location filename="told.py" line="45" />
        <source>noisy</source>
        <translation>噪声大</translation>
    </message>
    <message>
        <location filename="told.py" line="46" />
        <source>too small to read</source>
        <translation>尺寸过小，无法读取</translation>
    </message>
    <message>
        <location filename="told.py" line="47" />
        <source>small: {0} pixels across</source>
        <translation>尺寸小：宽 {0} 像素</translation>
    </message>
    <message>
        <location filename="told.py" line="48" />
        <source>cropped to a strip: {0} x {1} pixels</source>
        <translation>被裁成条状：{0} x {1} 像素</translation>
    </message>
    <message>
        <location filename="told.py" line="49" />
        <source>{0} of the film is white</source>
        <translation>图像 {0} 为全白</translation>
    </message>
    <message>
        <location filename="told.py" line="50" />
        <source>{0} of the film is black</source>
        <translation>图像 {0} 为全黑</translation>
    </message>
    <message>
        <location filename="told.py" line="51" />
        <source>{0} of the film is an empty border</source>
        <translation>图像 {0} 为空白边缘</translation>
    </message>
    <message>
        <location filename="told.py" line="52" />
        <source>the film is empty</source>
        <translation>图像为空</translation>
    </message>
    <message>
        <location filename="told.py" line="53" />
        <source>black and white may be inverted</source>
        <translation>可能黑白反相</translation>
    </message>
    <message>
        <location filename="told.py" line="54" />
        <source>the film may lie on its side</source>
        <translation>图像可能横置</translation>
    </message>
    <message>
        <location filename="told.py" line="55" />
        <source>no words</source>
        <translation>没有文字</translation>
    </message>
    <message>
        <location filename="told.py" line="56" />
        <source>hardly any words</source>
        <translation>文字极少</translation>
    </message>
    <message>
        <location filename="told.py" line="57" />
        <source>{0} of the letters are in a language the model does not read</source>
        <translation>{0} 的文字为模型不支持的语言</translation>
    </message>
    <message>
        <location filename="told.py" line="58" />
        <source>the record is in {0}, a language the model does not read</source>
        <translation>病历为{0}，模型不支持该语言</translation>
    </message>
    <message>
        <location filename="told.py" line="59" />
        <source>the record is in no language that is recognised</source>
        <translation>病历语言无法识别</translation>
    </message>
    <message>
        <location filename="told.py" line="60" />
        <source>nothing in the record is about a patient's chest or health</source>
        <translation>病历内容与胸部或健康无关</translation>
    </message>
    <message>
        <location filename="told.py" line="61" />
        <source>characters of the record are damaged</source>
        <translation>病历字符有损坏</translation>
    </message>
    <message>
        <location filename="told.py" line="63" />
        <source>not meant for this: body part {0}</source>
        <translation>不适用：部位 {0}</translation>
    </message>
    <message>
        <location filename="told.py" line="64" />
        <source>not meant for this: view {0}</source>
        <translation>不适用：体位 {0}</translation>
    </message>
    <message>
        <location filename="told.py" line="65" />
        <source>not meant for this: localizer</source>
        <translation>不适用：定位像</translation>
    </message>
    <message>
        <location filename="told.py" line="66" />
        <source>not meant for this: lateral by its patient orientation</source>
        <translation>不适用：按患者方位为侧位</translation>
    </message>
    <message>
        <location filename="told.py" line="67" />
        <source>not meant for this: raw image, meant for processing</source>
        <translation>不适用：待处理的原始图像</translation>
    </message>
    <message>
        <location filename="told.py" line="68" />
        <source>not meant for this: {0}</source>
        <translation>不适用：{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="69" />
        <source>colour image</source>
        <translation>彩色图像</translation>
    </message>
    <message>
        <location filename="told.py" line="70" />
        <source>the study holds no image</source>
        <translation>检查中没有图像</translation>
    </message>
    <message>
        <location filename="told.py" line="71" />
        <source>nothing to read</source>
        <translation>没有可读取的内容</translation>
    </message>
    <message>
        <location filename="told.py" line="72" />
        <source>looks like a lateral or other view: the model reads frontal chest films only</source>
        <translation>看似侧位或其他体位：模型仅读正位胸片</translation>
    </message>
    <message>
        <location filename="told.py" line="75" />
        <source>does not look like an upright frontal chest film</source>
        <translation>看似不是正置的正位胸片</translation>
    </message>
    <message>
        <location filename="told.py" line="76" />
        <source>too unlike the chest films the model was taught on</source>
        <translation>与模型训练所用胸片差异过大</translation>
    </message>
    <message>
        <location filename="told.py" line="77" />
        <source>the film is unlike those the model learnt from</source>
        <translation>该图像与模型学习所用图像不同</translation>
    </message>
    <message>
        <location filename="told.py" line="79" />
        <source>Record ({0}): "{1}" Film: no {2}, {3}. Which holds?</source>
        <translation>病历（{0}）：“{1}” 图像：未见{2}，{3}。哪一个成立？</translation>
    </message>
    <message>
        <location filename="told.py" line="80" />
        <source>Record ({0}): "{1}" Film: {2}, {3}. Which holds?</source>
        <translation>病历（{0}）：“{1}” 图像：{2}，{3}。哪一个成立？</translation>
    </message>
    <message>
        <location filename="told.py" line="81" />
        <source>Record ({0}): "{1}" Film: {2}. Is it the same patient? Which holds?</source>
        <translation>病历（{0}）：“{1}” 图像：{2}。是同一患者吗？哪一个成立？</translation>
    </message>
    <message>
        <location filename="told.py" line="84" />
        <source>Record ({0}): "{1}" Film: {2}. Is it the right film? Which holds?</source>
        <translation>病历（{0}）：“{1}” 图像：{2}。是否为正确的图像？哪一个成立？</translation>
    </message>
    <message>
        <location filename="told.py" line="85" />
        <source>request, {0}</source>
        <translation>申请单，{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="86" />
        <source>clinical note, {0}</source>
        <translation>临床记录，{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="87" />
        <source>earlier report, {0}</source>
        <translation>既往报告，{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="88" />
        <source>request</source>
        <translation>申请单</translation>
    </message>
    <message>
        <location filename="told.py" line="89" />
        <source>clinical note</source>
        <translation>临床记录</translation>
    </message>
    <message>
        <location filename="told.py" line="90" />
        <source>earlier report</source>
        <translation>既往报告</translation>
    </message>
    <message>
        <location filename="told.py" line="92" />
        <source>{0} Jan</source>
        <translation>1月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="93" />
        <source>{0} Feb</source>
        <translation>2月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="94" />
        <source>{0} Mar</source>
        <translation>3月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="95" />
        <source>{0} Apr</source>
        <translation>4月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="96" />
        <source>{0} May</source>
        <translation>5月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="97" />
        <source>{0} Jun</source>
        <translation>6月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="98" />
        <source>{0} Jul</source>
        <translation>7月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="99" />
        <source>{0} Aug</source>
        <translation>8月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="100" />
        <source>{0} Sep</source>
        <translation>9月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="101" />
        <source>{0} Oct</source>
        <translation>10月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="102" />
        <source>{0} Nov</source>
        <translation>11月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="103" />
        <source>{0} Dec</source>
        <translation>12月{0}日</translation>
    </message>
    <message>
        <location filename="told.py" line="105" />
        <source>in {0}, a language the model does not read</source>
        <translation>语言为{0}，模型不支持</translation>
    </message>
    <message>
        <location filename="told.py" line="106" />
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <location filename="told.py" line="107" />
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <location filename="told.py" line="108" />
        <source>German</source>
        <translation>德文</translation>
    </message>
    <message>
        <location filename="told.py" line="109" />
        <source>French</source>
        <translation>法文</translation>
    </message>
    <message>
        <location filename="told.py" line="110" />
        <source>Spanish</source>
        <translation>西班牙文</translation>
    </message>
    <message>
        <location filename="told.py" line="111" />
        <source>Portuguese</source>
        <translation>葡萄牙文</translation>
    </message>
    <message>
        <location filename="told.py" line="112" />
        <source>Italian</source>
        <translation>意大利文</translation>
    </message>
    <message>
        <location filename="told.py" line="113" />
        <source>Dutch</source>
        <translation>荷兰文</translation>
    </message>
    <message>
        <location filename="told.py" line="114" />
        <source>Russian</source>
        <translation>俄文</translation>
    </message>
    <message>
        <location filename="told.py" line="115" />
        <source>Japanese</source>
        <translation>日文</translation>
    </message>
    <message>
        <location filename="told.py" line="116" />
        <source>Korean</source>
        <translation>韩文</translation>
    </message>
    <message>
        <location filename="told.py" line="117" />
        <source>Arabic</source>
        <translation>阿拉伯文</translation>
    </message>
    <message>
        <location filename="told.py" line="119" />
        <source>present</source>
        <translation>有</translation>
    </message>
    <message>
        <location filename="told.py" line="120" />
        <source>absent</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="told.py" line="122" />
        <source>Wrong pass phrase.</source>
        <translation>口令错误。</translation>
    </message>
    <message>
        <location filename="told.py" line="123" />
        <source>Check the keyboard layout and the user name.</source>
        <translation>请检查键盘布局和用户名。</translation>
    </message>
    <message>
        <location filename="told.py" line="124" />
        <source>There is no workspace in this folder.</source>
        <translation>该文件夹中没有工作区。</translation>
    </message>
    <message>
        <location filename="told.py" line="125" />
        <source>Make one with `omni-med init`, or name another folder with --home.</source>
        <translation>可用 `omni-med init` 新建，或用 --home 指定其他文件夹。</translation>
    </message>
    <message>
        <location filename="told.py" line="126" />
        <source>This workspace has no user of that name.</source>
        <translation>该工作区没有此用户。</translation>
    </message>
    <message>
        <location filename="told.py" line="127" />
        <source>Name the user with --user.</source>
        <translation>请用 --user 指定用户。</translation>
    </message>
    <message>
        <location filename="told.py" line="128" />
        <source>The workspace is busy in another process.</source>
        <translation>工作区正被另一进程占用。</translation>
    </message>
    <message>
        <location filename="told.py" line="129" />
        <source>Wait for the other OmniMed process to finish and repeat the action.</source>
        <translation>请等待另一 OmniMed 进程结束后重试。</translation>
    </message>
    <message>
        <location filename="told.py" line="132" />
        <source>The disk is full: the last action was not kept, everything before it is.</source>
        <translation>磁盘已满：最后一次操作未保存，此前内容均已保存。</translation>
    </message>
    <message>
        <location filename="told.py" line="135" />
        <source>Make room on the disk and repeat the last action.</source>
        <translation>请清理磁盘后重试。</translation>
    </message>
    <message>
        <location filename="told.py" line="136" />
        <source>Run `omni-med audit verify`.</source>
        <translation>请运行 `omni-med audit verify`。</translation>
    </message>
    <message>
        <location filename="told.py" line="137" />
        <source>Run `omni-med audit verify`, and restore what it names from a backup.</source>
        <translation>请运行 `omni-med audit verify`，并从备份恢复其指出的内容。</translation>
    </message>
    <message>
        <location filename="told.py" line="140" />
        <source>{0} has held this study since {1} UTC.</source>
        <translation>{0} 自 {1} UTC 起占用本检查。</translation>
    </message>
    <message>
        <location filename="told.py" line="141" />
        <source>Wait until it is given back, or take it over with a reason.</source>
        <translation>请等待释放，或说明原因后接管。</translation>
    </message>
    <message>
        <location filename="told.py" line="142" />
        <source>This report was signed; it cannot be changed.</source>
        <translation>该报告已签名，不可更改。</translation>
    </message>
    <message>
        <location filename="told.py" line="143" />
        <source>Write an addendum.</source>
        <translation>请写补充报告。</translation>
    </message>
    <message>
        <location filename="told.py" line="144" />
        <source>An empty report cannot be signed.</source>
        <translation>空白报告不能签名。</translation>
    </message>
    <message>
        <location filename="told.py" line="145" />
        <source>Write it first.</source>
        <translation>请先书写报告。</translation>
    </message>
    <message>
        <location filename="told.py" line="146" />
        <source>The first impression of this study was kept before.</source>
        <translation>本检查的初步印象已保存。</translation>
    </message>
    <message>
        <location filename="told.py" line="147" />
        <source>Decide on the findings instead.</source>
        <translation>请直接对所见作出决定。</translation>
    </message>
    <message>
        <location filename="told.py" line="148" />
        <source>There is no such study in this workspace.</source>
        <translation>工作区中没有此检查。</translation>
    </message>
    <message>
        <location filename="told.py" line="149" />
        <source>The model's process ended before it answered.</source>
        <translation>模型进程在给出结果前已结束。</translation>
    </message>
    <message>
        <location filename="told.py" line="150" />
        <source>The model {0} cannot run here; missing: {1}.</source>
        <translation>模型 {0} 无法在此运行，缺少：{1}。</translation>
    </message>
    <message>
        <location filename="told.py" line="151" />
        <source>There is not enough memory for this.</source>
        <translation>内存不足。</translation>
    </message>
    <message>
        <location filename="told.py" line="153" />
        <source>no analysis of this study decides anything: a draft stands on the record</source>
        <translation>本次检查没有可供判断的分析结果：草稿仅依据病历</translation>
    </message>
    <message>
        <location filename="told.py" line="157" />
        <source>an image was not given: {0}</source>
        <translation>有一幅图像未提供：{0}</translation>
    </message>
    <message>
        <location filename="told.py" line="158" />
        <source>{0} of {1} images, evenly apart, were considered</source>
        <translation>在 {1} 幅图像中等距选取了 {0} 幅</translation>
    </message>
    <message>
        <location filename="told.py" line="159" />
        <source>Your first impression comes first: it is kept unaided.</source>
        <translation>请先记录您的初步印象：须在无辅助下完成。</translation>
    </message>
    <message>
        <location filename="told.py" line="160" />
        <source>Keep it on the page of findings, then ask.</source>
        <translation>请在“所见”页保存后再提问。</translation>
    </message>
    <message>
        <location filename="told.py" line="161" />
        <source>The server {0} is not allowed: nothing is sent to it.</source>
        <translation>服务器 {0} 未获准：不会向其发送任何内容。</translation>
    </message>
    <message>
        <location filename="told.py" line="162" />
        <source>The server {0} is not allowed any more.</source>
        <translation>服务器 {0} 已不再获准。</translation>
    </message>
    <message>
        <location filename="told.py" line="163" />
        <source>The certificate of the server {0} cannot be verified.</source>
        <translation>无法验证服务器 {0} 的证书。</translation>
    </message>
    <message>
        <location filename="told.py" line="164" />
        <source>Name its authority's certificate with --certificates FILE, or ask who runs the server. Nothing was sent.</source>
        <translation>请用 --certificates FILE 指定其颁发机构的证书，或询问服务器管理者。未发送任何内容。</translation>
    </message>
    <message>
        <location filename="told.py" line="169" />
        <source>The server {0} cannot be reached.</source>
        <translation>无法连接服务器 {0}。</translation>
    </message>
    <message>
        <location filename="told.py" line="170" />
        <source>Check address and network; the embedded model still answers.</source>
        <translation>请检查地址和网络；内置模型仍可使用。</translation>
    </message>
    <message>
        <location filename="told.py" line="171" />
        <source>The server {0} broke the connection off.</source>
        <translation>服务器 {0} 中断了连接。</translation>
    </message>
    <message>
        <location filename="told.py" line="172" />
        <source>The server {0} was silent for {1} seconds.</source>
        <translation>服务器 {0} 在 {1} 秒内没有响应。</translation>
    </message>
    <message>
        <location filename="told.py" line="173" />
        <source>Ask again later; the embedded model still answers.</source>
        <translation>请稍后再问；内置模型仍可使用。</translation>
    </message>
    <message>
        <location filename="told.py" line="174" />
        <source>The server takes no more requests for now.</source>
        <translation>服务器暂时不再接受请求。</translation>
    </message>
    <message>
        <location filename="told.py" line="175" />
        <source>Ask again later, or less often.</source>
        <translation>请稍后再问，或降低频率。</translation>
    </message>
    <message>
        <location filename="told.py" line="176" />
        <source>The server has an error of its own ({0}).</source>
        <translation>服务器内部出错（{0}）。</translation>
    </message>
    <message>
        <location filename="told.py" line="177" />
        <source>The server refuses the key.</source>
        <translation>服务器拒绝该密钥。</translation>
    </message>
    <message>
        <location filename="told.py" line="178" />
        <source>Add the server anew, with a key that holds.</source>
        <translation>请用有效的密钥重新添加该服务器。</translation>
    </message>
    <message>
        <location filename="told.py" line="179" />
        <source>The server cut its answer off.</source>
        <translation>服务器的回答被中断。</translation>
    </message>
    <message>
        <location filename="told.py" line="180" />
        <source>Ask again; nothing of it was kept.</source>
        <translation>请重新提问；未保留任何内容。</translation>
    </message>
    <message>
        <location filename="told.py" line="181" />
        <source>The server's answer cannot be understood.</source>
        <translation>无法理解服务器的回答。</translation>
    </message>
    <message>
        <location filename="told.py" line="182" />
        <source>There is a draft of yours already; a model does not write over it.</source>
        <translation>您已有草稿；模型不会覆盖它。</translation>
    </message>
    <message>
        <location filename="told.py" line="183" />
        <source>Sentences of a model are still marked as unsupported or contradicted.</source>
        <translation>模型的句子仍标有“无依据”或“有矛盾”。</translation>
    </message>
    <message>
        <location filename="told.py" line="187" />
        <source>Check each of them: take the mark away, or the sentence.</source>
        <translation>请逐句核对：去除标记或删除该句。</translation>
    </message>
    <message>
        <location filename="told.py" line="188" />
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <location filename="told.py" line="189" />
        <source>What was finished before is kept.</source>
        <translation>此前完成的内容已保存。</translation>
    </message>
    <message>
        <location filename="told.py" line="195" />
        <source>taught on {0} films of {1} patients</source>
        <translation>训练：{1} 名患者的 {0} 张胶片</translation>
    </message>
    <message>
        <location filename="told.py" line="196" />
        <source>measured on {0} films of {1} patients</source>
        <translation>测试：{1} 名患者的 {0} 张胶片</translation>
    </message>
    <message>
        <location filename="told.py" line="197" />
        <source>{0} women, {1} men</source>
        <translation>女 {0}、男 {1}</translation>
    </message>
    <message>
        <location filename="told.py" line="198" />
        <source>age {0} to {1}, in the middle {2}</source>
        <translation>年龄 {0} 至 {1} 岁，中位 {2}</translation>
    </message>
    <message>
        <location filename="told.py" line="199" />
        <source>{0}% of films under 18</source>
        <translation>18 岁以下胶片占 {0}%</translation>
    </message>
    <message>
        <location filename="told.py" line="200" />
        <source>{0} PA, {1} AP, {2} lateral</source>
        <translation>后前位 {0}、前后位 {1}、侧位 {2}</translation>
    </message>
    <message>
        <location filename="told.py" line="201" />
        <source>published cases, mostly COVID-19 (covid-chestxray), and NIH ChestX-ray14</source>
        <translation>已发表病例，多为新型冠状病毒肺炎（covid-chestxray），以及 NIH ChestX-ray14</translation>
    </message>
    <message>
        <location filename="told.py" line="204" />
        <source>digital and digitised radiographs (DICOM modality CR, DX or RG) handed on as JPEG or PNG</source>
        <translation>数字及数字化 X 线片（DICOM 设备类型 CR、DX 或 RG），以 JPEG 或 PNG 提供</translation>
    </message>
    <message>
        <location filename="told.py" line="208" />
        <source>no other hospital</source>
        <translation>未在其他医院验证</translation>
    </message>
</context><context>
    <name>ToolBar</name>
    <message>
        <location filename="../panels/toolbar.py" line="74" />
        <source>{0} (menu)</source>
        <translation>{0}（菜单）</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="84" />
        <source>Thick slab</source>
        <translation>厚层</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="85" />
        <source>Thick slab (B)</source>
        <translation>厚层 (B)</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="86" />
        <source>Single</source>
        <translation>单层</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="86" />
        <source>MIP</source>
        <translation>MIP</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="86" />
        <source>MinIP</source>
        <translation>MinIP</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="86" />
        <source>Mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <location filename="../panels/toolbar.py" line="94" />
        <source>Thickness of the slab</source>
        <translation>厚层厚度</translation>
    </message>
</context><context>
    <name>Tour</name>
    <message>
        <location filename="../panels/deciding/tour.py" line="21" />
        <source>First steps</source>
        <translation>快速入门</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="41" />
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="42" />
        <source>Go on</source>
        <translation>下一步</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="44" />
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="61" />
        <source>Bring studies in</source>
        <translation>导入检查</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="62" />
        <source>Drop a folder, files or a ZIP on the worklist. Everything is kept sealed, and what is done goes on a trail. Enter opens the selected study.</source>
        <translation>将文件夹、文件或 ZIP 拖到检查列表上。所有数据加密保存，所有操作记入审计记录。按回车键打开选中的检查。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="68" />
        <source>Read</source>
        <translation>阅片</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="69" />
        <source>The wheel scrolls, a left drag windows, the right button zooms, the middle one pans. Digits choose windows. ? shows every key; keys like those of OHIF or Weasis are in the settings.</source>
        <translation>滚轮浏览，左键拖动调窗，右键缩放，中键平移。数字键选择预设窗。? 显示全部快捷键；设置中可选用类似 OHIF 或 Weasis 的键位。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="76" />
        <source>Ask the model</source>
        <translation>询问模型</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="77" />
        <source>Space lets the model read images and record. First it says what it assessed and what not, then a verdict, then how sure it is. It can say that it cannot tell. M shows what moved it: influence, not the border of a lesion.</source>
        <translation>按空格键由模型读取图像和病历。它先说明评估了什么、没有评估什么，再给出结论，然后说明把握有多大；它也会说无法判断。按 M 显示影响结果的区域：表示影响程度，并非病灶边界。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="84" />
        <source>Have the last word</source>
        <translation>由您作最后决定</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="85" />
        <source>A accepts, R rejects, E changes, Ins adds. Your word is kept with your name and with whether the model's answer was shown to you.</source>
        <translation>A 采纳，R 否定，E 修改，Ins 添加。您的意见连同姓名以及当时是否看过模型结果一并保存。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="91" />
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="92" />
        <source>Ctrl+R opens the report, filled from your words and measurements; Ctrl+K takes a key image. Write, sign with your pass phrase, hand it out as PDF or text. What is signed is only amended. What you write is kept as you write it.</source>
        <translation>Ctrl+R 打开报告，内容由您的意见和测量自动填充；Ctrl+K 加入关键图像。书写后用口令签名，可导出为 PDF 或文本。签名后只能补充。所写内容随写随存。</translation>
    </message>
    <message>
        <location filename="../panels/deciding/tour.py" line="121" />
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
        <location filename="../panels/finding/readers.py" line="109" />
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <location filename="../panels/finding/readers.py" line="110" />
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
        <location filename="../panels/viewing/actions.py" line="116" />
        <source>A single image does not move</source>
        <translation>单幅图像无法播放</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="122" />
        <source>No window under {0} for this series</source>
        <translation>本序列在 {0} 键上没有预设窗</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="126" />
        <source>The file brings no window to choose from</source>
        <translation>文件没有可选的窗</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="135" />
        <source>The file gives no spacing: its true size is not known</source>
        <translation>文件未给出像素间距：实际尺寸未知</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="138" />
        <source>Size as at the detector: the patient is smaller than his shadow</source>
        <translation>按探测器处尺寸显示：患者实际小于其投影</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="151" />
        <source>Graphics of the files shown</source>
        <translation>已显示文件图形</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="151" />
        <source>Graphics hidden</source>
        <translation>已隐藏图形</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="158" />
        <source>Shutter on</source>
        <translation>遮光器已开</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="158" />
        <source>Shutter off</source>
        <translation>遮光器已关</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="171" />
        <source>This series is no volume: it has no slabs</source>
        <translation>本序列不是容积数据：没有厚层</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="240" />
        <source>axial</source>
        <translation>轴位</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="241" />
        <source>coronal</source>
        <translation>冠状位</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="242" />
        <source>sagittal</source>
        <translation>矢状位</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="248" />
        <source>Planes are turned in the three-plane view: V</source>
        <translation>请在三平面视图中旋转平面：V</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="268" />
        <source>{0}: {1}, turned</source>
        <translation>{0}：{1}，已旋转</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="278" />
        <source>The gantry was tilted: the planes are interpolated, not sheared</source>
        <translation>扫描架倾斜：各平面按真实位置插值，不作剪切</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="279" />
        <source>Unequal distances: the planes are interpolated at true positions</source>
        <translation>层间距不等：各平面按真实位置插值</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="280" />
        <source>An oblique series: the planes are interpolated</source>
        <translation>斜位序列：各平面经插值</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="289" />
        <location filename="../panels/viewing/actions.py" line="285" />
        <source>This series is no volume: it has no planes to be cut in</source>
        <translation>本序列不是容积数据：不能重建其他平面</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="286" />
        <source>Colour images are not cut in other planes</source>
        <translation>彩色图像不作其他平面重建</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="287" />
        <source>The images are still loading: try again when all are there</source>
        <translation>图像仍在加载：请待全部加载后再试</translation>
    </message>
    <message>
        <location filename="../panels/viewing/actions.py" line="288" />
        <source>Images of this series are missing: other planes would be wrong</source>
        <translation>本序列缺少图像：重建平面会出错</translation>
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
        <location filename="../viewport/widget.py" line="72" />
        <source>at detector</source>
        <translation>探测器处</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="98" />
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="215" />
        <source>Drag a series here</source>
        <translation>将序列拖到此处</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="215" />
        <source>No image selected</source>
        <translation>未选择图像</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="232" />
        <source>This image cannot be shown</source>
        <translation>无法显示该图像</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="234" />
        <source>Loading …</source>
        <translation>正在加载 …</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="256" />
        <source>Earlier study: {0}</source>
        <translation>既往检查：{0}</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="258" />
        <source>Coarse: the exact image is being made</source>
        <translation>粗略显示：正在生成精细图像</translation>
    </message>
    <message>
        <location filename="../viewport/widget.py" line="260" />
        <source>Heat map: influence, not lesion border</source>
        <translation>热力图：表示影响程度，并非病灶边界</translation>
    </message>
</context><context>
    <name>WeightDials</name>
    <message>
        <location filename="../panels/finding/dials.py" line="44" />
        <source>Weight of the {0}</source>
        <translation>{0}权重</translation>
    </message>
    <message>
        <location filename="../panels/finding/dials.py" line="46" />
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
        <location filename="../panels/finding/wording.py" line="356" />
        <source>Not to be seen on the images</source>
        <translation>图像上未见</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="357" />
        <source>Artefact, device or overlying structure</source>
        <translation>伪影、器械或重叠结构</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="358" />
        <source>Known, or old</source>
        <translation>已知或陈旧</translation>
    </message>
    <message>
        <location filename="../panels/finding/wording.py" line="359" />
        <source>Another cause explains it</source>
        <translation>可由其他原因解释</translation>
    </message>
</context><context>
    <name>Worklist</name>
    <message>
        <location filename="../panels/worklist/table.py" line="63" />
        <source>▲ critical</source>
        <translation>▲ 危急</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="64" />
        <source>● routine</source>
        <translation>● 常规</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="65" />
        <source>◆ unsure</source>
        <translation>◆ 不确定</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="66" />
        <source>– not assessed</source>
        <translation>– 未评估</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="76" />
        <source>{0} · present:
{1}</source>
        <translation>{0} · 有：
{1}</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="82" />
        <source>new</source>
        <translation>新检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="83" />
        <source>in reading</source>
        <translation>阅片中</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="84" />
        <source>second read</source>
        <translation>待复阅</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="85" />
        <source>signed</source>
        <translation>已签名</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="93" />
        <source>queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="94" />
        <source>reading …</source>
        <translation>分析中 …</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="95" />
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="101" />
        <source>after you</source>
        <translation>待您阅片后</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="103" />
        <source>not assessed</source>
        <translation>未评估</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="105" />
        <source>decided on</source>
        <translation>已决定</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="106" />
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="106" />
        <source>not read</source>
        <translation>未分析</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="115" />
        <source>{0} min</source>
        <translation>{0} 分钟</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="117" />
        <source>{0} h</source>
        <translation>{0} 小时</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="118" />
        <source>{0} d</source>
        <translation>{0} 天</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="264" />
        <location filename="../panels/worklist/table.py" line="151" />
        <source>STAT</source>
        <translation>急诊</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="152" />
        <source>(no name)</source>
        <translation>（无姓名）</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="263" />
        <source>Triage</source>
        <translation>分诊</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="265" />
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="266" />
        <source>Patient ID</source>
        <translation>患者编号</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="267" />
        <source>Sex, age</source>
        <translation>性别年龄</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="268" />
        <source>Accession</source>
        <translation>检查号</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="269" />
        <source>Examination</source>
        <translation>检查项目</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="270" />
        <source>Reason</source>
        <translation>检查目的</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="271" />
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="272" />
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="273" />
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="274" />
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="281" />
        <source>All studies</source>
        <translation>全部检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="282" />
        <source>Not signed</source>
        <translation>未签名</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="283" />
        <source>New</source>
        <translation>新检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="284" />
        <source>In reading</source>
        <translation>阅片中</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="285" />
        <source>Second read</source>
        <translation>待复阅</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="286" />
        <source>Signed</source>
        <translation>已签名</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="287" />
        <source>Model unsure</source>
        <translation>模型不确定</translation>
    </message>
    <message>
        <location filename="../panels/worklist/table.py" line="288" />
        <source>Out of the model's scope</source>
        <translation>超出模型范围</translation>
    </message>
</context><context>
    <name>WorklistPage</name>
    <message>
        <location filename="../panels/worklist/page.py" line="104" />
        <source>Worklist</source>
        <translation>检查列表</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="108" />
        <source>Search name, id, accession or any header value  ( / )</source>
        <translation>搜索姓名、编号、检查号或任意文件头内容  ( / )</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="110" />
        <source>Search the worklist</source>
        <translation>搜索检查列表</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="114" />
        <source>Open folder …</source>
        <translation>打开文件夹 …</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="116" />
        <source>Import a folder and read its first study at once (Ctrl+O)</source>
        <translation>导入文件夹并立即阅读其中第一项检查（Ctrl+O）</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="120" />
        <source>Import folder …</source>
        <translation>导入文件夹 …</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="121" />
        <source>Or drop folders, files or a ZIP on this page</source>
        <translation>也可将文件夹、文件或 ZIP 拖到此页</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="123" />
        <source>Import files …</source>
        <translation>导入文件 …</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="124" />
        <source>DICOM files, a ZIP or a DICOMDIR</source>
        <translation>DICOM 文件、ZIP 或 DICOMDIR</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="134" />
        <source>Show only</source>
        <translation>仅显示</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="138" />
        <source>Let the model read all new</source>
        <translation>由模型分析全部新检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="139" />
        <source>One after the other, in the background</source>
        <translation>在后台逐个分析</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="141" />
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="142" />
        <source>Language, keys, and what holds for all readers (Ctrl+,)</source>
        <translation>语言、快捷键以及适用于全体医师的规定 (Ctrl+,)</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="144" />
        <source>First steps</source>
        <translation>快速入门</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="166" />
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="167" />
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="178" />
        <source>Studies</source>
        <translation>检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="218" />
        <source>{0} studies</source>
        <translation>{0} 个检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="219" />
        <source>1 study</source>
        <translation>1 个检查</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="221" />
        <source>No study here: {0}</source>
        <translation>没有符合的检查：{0}</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="223" />
        <source>Nothing found. Every header value is searched.</source>
        <translation>未找到。已搜索所有文件头内容。</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="226" />
        <source>No studies yet. Drop a folder of DICOM files here to begin.</source>
        <translation>还没有检查。将 DICOM 文件夹拖到此处开始。</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="256" />
        <source>Importing: {0} of {1}</source>
        <translation>正在导入：{0} / {1}</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="272" />
        <source>Import a folder</source>
        <translation>导入文件夹</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="277" />
        <source>Open a folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <location filename="../panels/worklist/page.py" line="282" />
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
        <translation>最终结果</translation>
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
